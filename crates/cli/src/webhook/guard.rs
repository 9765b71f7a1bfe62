//! Which machines are called: a receiver stands outside, unless its subscription says that it stands in a private network,
//! or names this machine. What an operator wrote is a name; who answers to it is decided by others, at each call.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// Looks names up as the machine does, and passes on only those addresses that may be called.
#[derive(Debug)]
pub(super) struct Guard {
    pub(super) is_internal: bool,
    pub(super) inner: DefaultResolver,
}

impl Resolver for Guard {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let host = uri.host().unwrap_or_default();
        let found = self.inner.resolve(uri, config, timeout)?;
        let mut allowed = self.inner.empty();
        let may = |address: &&SocketAddr| may_call(address.ip(), is_this_machine(host), self.is_internal);
        for address in found.iter().filter(may) {
            allowed.push(*address);
        }
        if allowed.is_empty() {
            return Err(Error::HostNotFound);
        }
        Ok(allowed)
    }
}

/// Whether an address means this machine by what it is called.
fn is_this_machine(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Whether a machine may be called. One of an address that no receiver has (link-local, where clouds keep their secrets,
/// multicast, unspecified) never is.
fn may_call(address: IpAddr, is_this_machine: bool, is_internal: bool) -> bool {
    let address = match address {
        IpAddr::V6(six) => six.to_ipv4_mapped().map_or(IpAddr::V6(six), IpAddr::V4),
        four @ IpAddr::V4(_) => four,
    };
    if address.is_loopback() {
        return is_this_machine;
    }
    match address {
        IpAddr::V4(four) if is_private_four(four) => is_internal,
        IpAddr::V6(six) if six.is_unique_local() => is_internal,
        IpAddr::V4(four) => is_public_four(four),
        IpAddr::V6(six) => is_public_six(six),
    }
}

/// Private networks, and those that carriers share among their customers (RFC 6598).
fn is_private_four(address: Ipv4Addr) -> bool {
    let [a, b, ..] = address.octets();
    address.is_private() || (a == 100 && (64..128).contains(&b))
}

fn is_public_four(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    // 0/8 is this network, 192.0.0/24 and 198.18/15 are for protocols and benchmarks, from 240/4 on nothing is given out.
    let is_reserved = a == 0 || (a, b, c) == (192, 0, 0) || (a == 198 && (18..20).contains(&b)) || a >= 240;
    !(is_reserved || address.is_link_local() || address.is_multicast() || address.is_documentation())
}

fn is_public_six(address: Ipv6Addr) -> bool {
    // What is given out lies in 2000::/3. In it, 2002::/16 (6to4) and 2001::/32 (Teredo) hold an address of the other kind.
    let [first, second, ..] = address.segments();
    (first & 0xe000) == 0x2000 && first != 0x2002 && !(first == 0x2001 && (second == 0 || second == 0x0db8))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "test code")]

    use super::*;

    #[test]
    fn receivers_stand_where_they_may() {
        let outside = ["8.8.8.8", "193.190.1.1", "2a02:2c40::1"];
        let private = [
            "10.0.0.1",
            "172.16.3.4",
            "192.168.1.1",
            "100.64.0.1",
            "fd00::1",
            "::ffff:10.0.0.1",
        ];
        let own = ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"];
        let never = [
            "169.254.169.254",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "192.0.2.1",
            "::",
            "fe80::1",
            "ff02::1",
            "64:ff9b::a00:1",
            "2002:a00:1::1",
            "2001::1",
            "::ffff:169.254.169.254",
        ];
        let check = |addresses: &[&str], expected: [bool; 4]| {
            for address in addresses {
                let ip = address.parse().unwrap();
                let may = [(false, false), (false, true), (true, false), (true, true)]
                    .map(|(is_this_machine, is_internal)| may_call(ip, is_this_machine, is_internal));
                assert_eq!(may, expected, "{address}");
            }
        };
        check(&outside, [true; 4]);
        check(&private, [false, true, false, true]);
        check(&own, [false, false, true, true]);
        check(&never, [false; 4]);
    }

    #[test]
    fn this_machine_is_known_by_what_it_is_called() {
        for (host, is) in [
            ("localhost", true),
            ("127.0.0.1", true),
            ("[::1]", true),
            ("localhost.example", false),
            ("127.0.0.1.example", false),
            ("10.0.0.1", false),
            ("", false),
        ] {
            assert_eq!(is_this_machine(host), is, "{host}");
        }
    }
}
