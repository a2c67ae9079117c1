//! Who is at the other end of a connection.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// Who is at the other end, and how; the accept loop puts it into every request's extensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer {
    /// Who connected: a proxy, where there is one.
    pub address: SocketAddr,
    /// Where they connected to.
    pub local: SocketAddr,
    pub is_encrypted: bool,
}

/// Gives the network that counts as one caller: the address, and of IPv6 its first 64 bits, which
/// is what one household is given (RFC 6177).
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
    }
}
