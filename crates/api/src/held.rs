//! How many connections one caller may hold: by its certificate once that is known, by its address before.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

/// Counts what each holds, and gives no more than so much.
pub(crate) struct Held<K> {
    counts: Mutex<HashMap<K, usize>>,
    most: usize,
}

/// A place that is held until it is dropped.
pub(crate) struct Place<K: Eq + Hash> {
    held: Arc<Held<K>>,
    key: K,
}

impl<K: Eq + Hash + Clone> Held<K> {
    pub(crate) fn at_most(most: usize) -> Arc<Self> {
        Arc::new(Self {
            counts: Mutex::default(),
            most,
        })
    }

    /// A place, unless this one holds all of theirs.
    pub(crate) fn take(self: &Arc<Self>, key: K) -> Option<Place<K>> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let held = counts.get(&key).copied().unwrap_or_default();
        if held >= self.most {
            return None;
        }
        counts.insert(key.clone(), held + 1);
        drop(counts);
        Some(Place {
            held: Arc::clone(self),
            key,
        })
    }
}

impl<K: Eq + Hash> Drop for Place<K> {
    fn drop(&mut self) {
        let mut counts = self.held.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = counts.get_mut(&self.key) {
            *held -= 1;
            // Whoever holds nothing takes no memory.
            if *held == 0 {
                counts.remove(&self.key);
            }
        }
    }
}

/// Whom an address stands for: itself, or of IPv6 its network of 64 bits, which one subscriber has for themselves.
pub(crate) fn site(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_holds_no_more_than_theirs_and_gives_it_back() {
        let held = Held::at_most(2);
        let (first, second) = (held.take("one"), held.take("one"));
        assert!(first.is_some() && second.is_some());
        assert!(held.take("one").is_none(), "the third");
        assert!(held.take("other").is_some(), "of another");
        drop(first);
        let again = held.take("one");
        assert!(again.is_some(), "one was given back");
        drop((second, again));
        assert!(held.counts.lock().expect("no panic").is_empty());
    }

    #[test]
    fn an_address_stands_for_its_site() {
        let of = |text: &str| site(text.parse().expect("an address")).to_string();
        assert_eq!(of("127.0.0.1"), "127.0.0.1");
        assert_eq!(of("::ffff:127.0.0.1"), "127.0.0.1");
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
    }
}
