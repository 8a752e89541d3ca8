"""The local engine as an OpenAI-compatible server on this computer, to try the remote path without an account.

    python -m covision.gateways.local.serve --model qwen2.5-coder-0.5b --port 8009

Then: `COVISION_API_BASE=http://127.0.0.1:8009/v1 COVISION_MODEL=openai/qwen2.5-coder-0.5b`. Answers
`GET /v1/models` and `POST /v1/chat/completions`, whole and streamed, with `n`, `response_format` and
`logprobs`. Listens on the loopback address only; one reply of a client that hangs up is stopped.
"""

import argparse
import json
import secrets
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from covision.errors import CovisionError, ModelRefused, Stopped
from covision.gateways.local.engine import LocalEngine, Reply
from covision.gateways.local.provider import asked, choice_logprobs, engine_of, plain_messages, usage_of

_MOST_BYTES = 4 << 20


def make_server(engine: LocalEngine, model: str, port: int = 0) -> ThreadingHTTPServer:
    """A server bound to 127.0.0.1 (port 0: a free one, see `server_port`); call `serve_forever`."""

    class Handler(_Handler):
        """Bound to this engine."""

    Handler.engine, Handler.model = engine, model
    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    return server


class _Handler(BaseHTTPRequestHandler):
    engine: LocalEngine
    model: str
    protocol_version = "HTTP/1.1"
    begun = False

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: prompts and addresses are nobody's business."""

    def do_GET(self) -> None:
        """The list of models."""
        if self.path.rstrip("/") == "/v1/models":
            self._json(200, {"object": "list", "data": [{"id": self.model, "object": "model"}]})
        else:
            self._error(404, "There is nothing here.")

    def do_POST(self) -> None:
        """A chat completion."""
        try:
            # Read whatever the answer will be: what stays unread would be taken for the next request.
            length = int(self.headers.get("Content-Length") or 0)
            self.close_connection = not 0 < length <= _MOST_BYTES
            raw = b"" if self.close_connection else self.rfile.read(length)
            if self.path.rstrip("/") != "/v1/chat/completions":
                self._error(404, "There is nothing here.")
                return
            body = json.loads(raw)
            if not isinstance(body, dict):
                raise ValueError
            wanted = {**asked(body), "n": int(body.get("n") or 1)}
            messages = plain_messages(body["messages"])
        except (ValueError, KeyError, TypeError, AttributeError, ModelRefused):
            self._error(400, "The request is not one of the chat completions API.")
            return
        try:
            (self._stream if body.get("stream") else self._whole)(messages, wanted)
        except (ConnectionError, Stopped):
            self.close_connection = True
        except ModelRefused as error:
            self._error(400, error.what)
        except CovisionError as error:
            self._error(503, error.what)

    def _whole(self, messages: list[dict[str, str]], wanted: dict[str, Any]) -> None:
        replies = self.engine.complete(messages, **wanted)
        choices = [
            {
                "index": number,
                "message": {"role": "assistant", "content": reply.text},
                "finish_reason": reply.finish,
                "logprobs": choice_logprobs(reply),
            }
            for number, reply in enumerate(replies)
        ]
        self._json(200, {**self._frame("chat.completion"), "choices": choices, "usage": usage_of(replies)})

    def _stream(self, messages: list[dict[str, str]], wanted: dict[str, Any]) -> None:
        frame = self._frame("chat.completion.chunk")

        def piece(number: int, text: str) -> None:
            self._begin_stream()
            choice = {"index": number, "delta": {"role": "assistant", "content": text}, "finish_reason": None}
            self._event({**frame, "choices": [choice]})

        replies = self.engine.complete(messages, on_token=piece, **wanted)
        self._begin_stream()
        for number, reply in enumerate(replies):
            self._event({**frame, "choices": [_last(number, reply)]})
        self._event({**frame, "choices": [], "usage": usage_of(replies)})
        self.wfile.write(b"data: [DONE]\n\n")

    def _begin_stream(self) -> None:
        if self.begun:
            return
        self.begun = True
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True

    def _event(self, value: dict[str, Any]) -> None:
        self.wfile.write(b"data: " + json.dumps(value).encode() + b"\n\n")
        self.wfile.flush()

    def _frame(self, kind: str) -> dict[str, Any]:
        identity = f"chatcmpl-{secrets.token_hex(12)}"
        return {"id": identity, "object": kind, "created": int(time.time()), "model": self.model}

    def _json(self, status: int, value: dict[str, Any]) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _error(self, status: int, what: str) -> None:
        if self.begun:
            return  # in the middle of a stream the missing end is what tells of the error
        self._json(status, {"error": {"message": what, "type": "invalid_request_error", "code": status}})


def _last(number: int, reply: Reply) -> dict[str, Any]:
    return {"index": number, "delta": {}, "finish_reason": reply.finish, "logprobs": choice_logprobs(reply)}


def main() -> int:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description="Serve a local model on the loopback address.")
    parser.add_argument("--model", default="qwen2.5-coder-0.5b")
    parser.add_argument("--port", type=int, default=8009)
    given = parser.parse_args()
    try:
        server = make_server(engine_of(given.model), given.model, given.port)
    except CovisionError as error:
        sys.stderr.write(error.message() + "\n")
        return error.exit_code
    sys.stderr.write(f"{given.model} answers on http://127.0.0.1:{server.server_port}/v1\n")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
