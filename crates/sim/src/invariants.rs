//! What must hold whatever happened.

use crate::days::{Days, clash};
use crate::run::is_waiting;
use crate::setup::{FACILITIES, sector};
use crate::world::World;

/// No covered day twice for one person where cumulation forbids it. Migrated dossiers are accepted without a look at
/// other stays (care.md §4), so a pair with one of them says nothing. The day on which a period ends and another
/// begins may be shared (D8), where an extension is a period of its own: it is judged by its added days alone (fine
/// print, "Changes").
pub(crate) fn covered_once(world: &World) -> Result<(), String> {
    let stays: Vec<_> = world
        .dossiers
        .iter()
        .filter_map(|d| Some((d, world.stay(d)?)))
        .collect();
    for (place, (one, stay)) in stays.iter().enumerate() {
        for (other, beside) in &stays[place + 1..] {
            if one.person != other.person || one.person.is_none() || stay.migration || beside.migration {
                continue;
            }
            let (here, there) = (
                sector(FACILITIES[one.facility].sector),
                sector(FACILITIES[other.facility].sector),
            );
            let mut twice = Days::new();
            for mine in stay.covered_periods() {
                for theirs in beside.covered_periods() {
                    twice.append(&mut clash(&mine, &theirs));
                }
            }
            let forbidden = twice
                .iter()
                .find(|day| one.facility == other.facility || !world.law.may_cumulate(&here, &there, **day));
            if let Some(day) = forbidden {
                return Err(format!(
                    "{day} is covered by dossier {} and by dossier {}",
                    one.id, other.id
                ));
            }
        }
    }
    Ok(())
}

/// At the end of a history nothing is in beraad and nothing queued.
pub(crate) fn nothing_waits(world: &World) -> Result<(), String> {
    for dossier in &world.dossiers {
        if let Some(message) = dossier.messages.iter().find(|message| is_waiting(message)) {
            return Err(format!("message {} of dossier {} still waits", message.of, dossier.id));
        }
    }
    Ok(())
}
