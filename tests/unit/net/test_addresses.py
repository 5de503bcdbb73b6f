import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.net.addresses import (
    AddressRefused,
    PrivateOnly,
    PublicOnly,
    guarded_socket,
    refusal,
)

PUBLIC = PublicOnly("is refused ({kind}); see service.a_setting")
PRIVATE = PrivateOnly("is refused: it is public")

V4_PRIVATE = st.sampled_from(
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",  # the metadata service of clouds
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
    ]
)


@pytest.mark.parametrize(
    "address",
    [
        "::",
        "::1",
        "::7f00:1",
        "::808:808",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:2::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:808:808::",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fe80::1%lo",
        "fec0::1",
        "ff02::1",
    ],
)
def test_a_special_ipv6_address_is_refused(address):
    assert refusal(ipaddress.ip_address(address))


@given(V4_PRIVATE, st.sampled_from(["{}", "::ffff:{}", "64:ff9b::{}"]))
def test_a_private_ipv4_address_is_refused_in_every_form_that_reaches_it(address, form):
    assert refusal(ipaddress.ip_address(form.format(address)))


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "172.15.255.255",
        "172.32.0.1",
        "100.63.255.255",
        "198.20.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",  # how a network with IPv6 alone reaches 8.8.8.8
        "2001:4860:4860::8888",
        "2a00:1450::1",
        "2620:0:2d0:200::8",
    ],
)
def test_a_public_address_is_not_refused(address):
    assert refusal(ipaddress.ip_address(address)) is None


@given(st.ip_addresses())
def test_whatever_the_standard_library_holds_to_be_local_is_refused_here_too(address):
    if not address.is_global or address.is_multicast or address.is_reserved:
        inside = getattr(address, "ipv4_mapped", None)
        if inside is None and address not in ipaddress.ip_network("64:ff9b::/96", strict=False):
            assert refusal(address)


def test_a_refusal_names_the_address_its_kind_and_the_setting():
    info = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80))
    with pytest.raises(AddressRefused) as caught:
        guarded_socket(PUBLIC, info)
    assert "127.0.0.1" in str(caught.value)
    assert "loopback" in str(caught.value)
    assert "service.a_setting" in str(caught.value)


def test_a_public_address_gets_its_socket():
    info = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", 80))
    with guarded_socket(PUBLIC, info) as made:
        assert made.family == socket.AF_INET


SPELLINGS = [
    "127.0.0.1",
    "127.0.0.1.",
    "127.1",
    "0x7f.1",
    "0177.0.0.1",
    "2130706433",
    "0",
    "[::1]",
    "::1",
    "::ffff:127.0.0.1",
    "[::ffff:7f00:1]",
    "10.0.0.1",
    "localhost",
    "LOCALHOST.",
    "x.localhost",
]


@pytest.mark.parametrize("host", SPELLINGS)
def test_a_host_that_says_a_private_address_is_known_in_any_spelling(host):
    with pytest.raises(AddressRefused):
        PUBLIC.check_behind_proxy(host)


@pytest.mark.parametrize("host", ["treaties.un.org", "8.8.8.8", "[2a00:1450::1]", "10.example"])
def test_names_and_public_literals_pass_the_check_of_literals(host):
    PUBLIC.check_behind_proxy(host)


@pytest.mark.parametrize("host", SPELLINGS)
def test_what_must_be_private_may_be_so_in_any_spelling(host):
    PRIVATE.check_behind_proxy(host)


@pytest.mark.parametrize("host", ["treaties.un.org", "8.8.8.8", "[2a00:1450::1]", "10.example"])
def test_what_must_be_private_proves_it_by_no_name(host):
    with pytest.raises(AddressRefused):
        PRIVATE.check_behind_proxy(host)


@given(st.ip_addresses())
def test_of_the_two_guards_exactly_one_lets_an_address_through(address):
    refused = []
    for guard in (PUBLIC, PRIVATE):
        try:
            guard.check(address)
        except AddressRefused:
            refused.append(guard)
    assert len(refused) == 1
