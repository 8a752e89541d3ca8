"""A client of the API without a network."""

from typing import Any

import httpx


def client(app: Any, token: str = "", base: str = "http://127.0.0.1:7860") -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=base, headers=headers, timeout=120)
