//! Making the calls that are due: so many at a time, one at a time for each subscription, so that they keep their order and
//! a slow receiver holds up nobody but itself.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use app::{AfterDelivery, App, Delivery, Problem};
use jiff::Timestamp;

use super::Caller;
use crate::workplace::operator;

/// Calls at a time.
const AT_ONCE: usize = 16;

/// How long it rests when no call is due.
const REST: Duration = Duration::from_millis(500);

/// How long it waits for room.
const NO_ROOM: Duration = Duration::from_millis(20);

/// How often in a row the store may be away before a turn of `--once` gives up.
const TRIES: u32 = 10;

/// The calls of a store.
pub(crate) struct Deliveries<'a> {
    pub(crate) app: &'a App<'a>,
    pub(crate) caller: Caller,
    /// Now, by whoever gives the time.
    pub(crate) now: &'a (dyn Fn() -> Timestamp + Sync),
    /// Whether to end when none is due.
    pub(crate) once: bool,
}

impl Deliveries<'_> {
    /// Makes calls until it is told to stop, or none is due; those under way are ended first.
    pub(crate) fn run(&self, stop: &AtomicBool) -> Result<(), Problem> {
        let under_way = AtomicUsize::new(0);
        let mut in_vain = 0;
        thread::scope(|scope| {
            while !stop.load(Ordering::Relaxed) {
                let busy = under_way.load(Ordering::Acquire);
                if busy >= AT_ONCE {
                    thread::sleep(NO_ROOM);
                    continue;
                }
                match self.app.claim_delivery(&operator((self.now)())) {
                    Ok(Some(delivery)) => {
                        in_vain = 0;
                        under_way.fetch_add(1, Ordering::AcqRel);
                        let under_way = &under_way;
                        scope.spawn(move || {
                            self.one(&delivery);
                            under_way.fetch_sub(1, Ordering::AcqRel);
                        });
                    }
                    Ok(None) if self.once && busy == 0 => return Ok(()),
                    Ok(None) if busy > 0 => thread::sleep(NO_ROOM),
                    Ok(None) => thread::sleep(REST),
                    Err(Problem::Unavailable(_)) if !self.once || in_vain < TRIES => {
                        in_vain += 1;
                        thread::sleep(REST);
                    }
                    Err(problem) => return Err(problem),
                }
            }
            Ok(())
        })
    }

    fn one(&self, delivery: &Delivery) {
        let delivered = self.caller.call(delivery);
        let context = operator((self.now)());
        match self.app.settle_delivery(&context, delivery, &delivered) {
            Ok(AfterDelivery::GoesOn | AfterDelivery::NotOurs) => {}
            Ok(AfterDelivery::TriedAgain(at)) => {
                let why = delivered.fault().unwrap_or("not taken");
                eprintln!("zorgkas: webhook {}: {why}; again at {at}", delivery.id);
            }
            Ok(AfterDelivery::Paused(reason)) => {
                eprintln!("zorgkas: webhook {}: paused: {reason}", delivery.id);
            }
            // The claim runs out, and the call is made again.
            Err(problem) => eprintln!("zorgkas: webhook {}: {problem}", delivery.id),
        }
    }
}
