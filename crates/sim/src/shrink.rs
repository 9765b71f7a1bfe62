//! Making a history that differs small: events are left out as long as it still differs.

use crate::event::Event;
use crate::play::{Difference, play};
use crate::setup::History;

/// The smallest history found in which the two judges still differ, with that difference.
#[must_use]
pub fn shrink(history: &History, difference: Difference) -> (History, Difference) {
    let mut small = history.clone();
    let mut found = difference;
    cut_after(&mut small, &found);
    let mut step = small.events.len().div_ceil(2).max(1);
    loop {
        let mut at = 0;
        let mut removed = false;
        while at < small.events.len() {
            let mut fewer = small.clone();
            fewer.events.drain(at..(at + step).min(fewer.events.len()));
            match play(&fewer) {
                Err(difference) if difference.event.is_some() == found.event.is_some() => {
                    small = fewer;
                    found = difference;
                    cut_after(&mut small, &found);
                    removed = true;
                }
                _ => at += step,
            }
        }
        if step == 1 && !removed {
            return (small, found);
        }
        step = (step / 2).max(1);
    }
}

/// What happens after the difference does not matter.
fn cut_after(history: &mut History, difference: &Difference) {
    if let Some(number) = difference.event {
        let until = history.events.iter().position(|event: &Event| event.number == number);
        history
            .events
            .truncate(until.map_or(history.events.len(), |place| place + 1));
    }
}
