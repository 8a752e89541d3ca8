"""Addresses of model servers (T38): what a person may type, and the forms that would lead elsewhere."""

import pytest

from covision.errors import InputError
from covision.gateways.addresses import checked_address

HIDDEN = [
    "http://169.254.169.254/latest/meta-data", "http://169.254.169.254", "http://[::ffff:a9fe:a9fe]/v1",
    "http://[::ffff:169.254.169.254]", "http://2852039166/", "http://0xa9fea9fe/", "http://0251.0376.0251.0376/",
    "http://0xa9.0xfe.0xa9.0xfe", "http://169.16689662", "http://169.254.43518", "http://2130706433:8000",
    "http://0x7f000001", "http://017700000001", "http://127.1", "http://0", "http://0.0.0.0:8000", "http://[::]:80",
    "http://[::ffff:127.0.0.1]:8000", "http://[::127.0.0.1]", "http://[64:ff9b::169.254.169.254]",
    "http://[2002:a9fe:a9fe::]", "http://[fe80::1%25eth0]/", "http://[fd00:ec2::254]", "http://100.100.100.200",
    "http://metadata.google.internal/computeMetadata", "http://metadata", "http://METADATA.google.internal.",
    "http://instance-data/latest", "http://224.0.0.1", "http://255.255.255.255", "http://168.63.129.16",
    "http://169.254.170.2", "http://①⑥⑨.②⑤④.169.254", "http://user@127.0.0.1/", "http://127.0.0.1@169.254.169.254",
    "http://127.0.0.1:80\\@169.254.169.254", "file:///etc/passwd", "gopher://127.0.0.1", "ftp://127.0.0.1", "127.0.0.1",
    "http://", "http:///v1", "http://[::1", "http://127.0.0.1:99999", "http://a b", "http://127.0.0.1/\ta",
    "http://127.0.0.1/?a=b", "http://127.0.0.1/#a", "http://exa\u200bmple.org", "javascript:alert(1)",
]  # fmt: skip


@pytest.mark.parametrize("url", HIDDEN)
def test_forms_that_hide_or_lead_elsewhere_are_refused(url: str) -> None:
    with pytest.raises(InputError) as told:
        checked_address(url, lambda host: ["203.0.113.9"])
    assert "http://127.0.0.1:8000/v1" in told.value.todo


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:8000/v1", "http://localhost:1234", "http://[::1]:8080/v1", "https://api.example.org/v1/",
     "http://192.168.1.20:8000/v1", "http://10.0.0.4", "https://models.example.org"],
)  # fmt: skip
def test_plain_addresses_are_taken_without_their_last_slash(url: str) -> None:
    assert checked_address(f"  {url} ", lambda host: ["203.0.113.9"]) == url.rstrip("/")


@pytest.mark.parametrize(
    "where", ["169.254.169.254", "::ffff:169.254.169.254", "fe80::1", "0.0.0.0", "::ffff:127.0.0.1"]
)
def test_a_name_that_leads_there_is_refused(where: str) -> None:
    with pytest.raises(InputError):
        checked_address("https://models.example.org/v1", lambda host: ["203.0.113.9", where])


def test_a_name_that_nobody_knows_now_is_taken_and_a_password_is_not_shown() -> None:
    assert checked_address("https://models.example.org/v1", lambda host: []) == "https://models.example.org/v1"
    with pytest.raises(InputError) as told:
        checked_address("https://me:canary-1234@models.example.org", lambda host: [])
    assert "canary-1234" not in told.value.message()
