//! Playing a history through the real use cases and through the naive judge at once.

use std::collections::BTreeSet;

use identifiers::brussels_at;
use jiff::Timestamp;
use jiff::civil::Time;
use store_sqlite::SqliteStore;

use crate::answer::Seen;
use crate::event::Event;
use crate::invariants;
use crate::reached::Reached;
use crate::real::Real;
use crate::setup::History;
use crate::world::World;

/// The first difference between the two judges, or an invariant that broke.
#[derive(Debug, Clone)]
pub struct Difference {
    /// The event at which it showed; `None` when it showed at the end.
    pub event: Option<usize>,
    /// What was seen, of both.
    pub what: String,
}

/// So many events bring every history to its end: each message in beraad takes a few.
const CLOSING_EVENTS: usize = 1000;

/// Plays a history through both judges, then affiliates and decides until nothing waits, and gives what it reached.
///
/// # Errors
/// The first difference or broken invariant.
pub fn play(history: &History) -> Result<Reached, Difference> {
    let at_the_end = |what: String| Difference { event: None, what };
    let begin = brussels_at(history.setup.day, Time::midnight()).map_err(|error| at_the_end(error.to_string()))?;
    let store = SqliteStore::in_memory(begin).map_err(|error| at_the_end(error.to_string()))?;
    let mut game = Game {
        naive: World::new(&history.setup).map_err(at_the_end)?,
        real: Real::new(&store, &history.setup, begin).map_err(at_the_end)?,
        reached: Reached::default(),
        refused: BTreeSet::new(),
    };
    for event in &history.events {
        game.step(event).map_err(|what| Difference {
            event: Some(event.number),
            what,
        })?;
    }
    let (last, at) = history
        .events
        .last()
        .map_or((0, begin), |event| (event.number, event.at));
    for number in last + 1..last + CLOSING_EVENTS {
        let Some(event) = game.naive.closing_event(number, at) else {
            break;
        };
        game.step(&event).map_err(|what| Difference {
            event: Some(number),
            what: format!("{event}\n  {what}"),
        })?;
    }
    game.end(at).map_err(at_the_end)?;
    Ok(game.reached)
}

/// Both judges, event by event.
struct Game<'s> {
    naive: World,
    real: Real<'s>,
    reached: Reached,
    /// Dossiers that were seen refused.
    refused: BTreeSet<usize>,
}

impl Game<'_> {
    fn step(&mut self, event: &Event) -> Result<(), String> {
        let (mut from_app, billed) = self.real.happen(event)?;
        let mut from_naive = self.naive.happen(event, &billed);
        // What was seen refused stays so: it is looked at once more at the end.
        from_naive.dossiers.retain(|id, _| !self.refused.contains(id));
        let refused = from_naive.dossiers.iter().filter(|(_, page)| page.state == "REFUSED");
        self.refused.extend(refused.map(|(id, _)| *id));
        let dossiers: Vec<usize> = from_naive.dossiers.keys().copied().collect();
        self.real.look(event.at, &self.naive, &dossiers, &mut from_app)?;
        if from_app != from_naive {
            return Err(compare(&from_app, &from_naive));
        }
        invariants::covered_once(&self.naive)?;
        self.reached.take(event, &from_app);
        Ok(())
    }

    /// What must hold when the history is over.
    fn end(&mut self, at: Timestamp) -> Result<(), String> {
        let from_naive = Seen {
            dossiers: self.naive.pages(at),
            ..Seen::default()
        };
        let mut from_app = Seen::default();
        let dossiers: Vec<usize> = from_naive.dossiers.keys().copied().collect();
        self.real.look(at, &self.naive, &dossiers, &mut from_app)?;
        if from_app != from_naive {
            return Err(compare(&from_app, &from_naive));
        }
        invariants::nothing_waits(&self.naive)?;
        self.reached.one_final_answer_each()
    }
}

/// The parts of what was seen that differ.
fn compare(from_app: &Seen, from_naive: &Seen) -> String {
    let mut parts = Vec::new();
    let mut part = |name: &str, app: String, naive: String| {
        if app != naive {
            parts.push(format!("{name}\n    app:   {app}\n    naive: {naive}"));
        }
    };
    part(
        "answer",
        format!("{:?}", from_app.answer),
        format!("{:?}", from_naive.answer),
    );
    part(
        "problem",
        format!("{:?}", from_app.problem),
        format!("{:?}", from_naive.problem),
    );
    part(
        "member",
        format!("{:?}", from_app.member),
        format!("{:?}", from_naive.member),
    );
    part(
        "insurance",
        format!("{:?}", from_app.insurance),
        format!("{:?}", from_naive.insurance),
    );
    part(
        "inbox",
        format!("{:?}", from_app.inbox),
        format!("{:?}", from_naive.inbox),
    );
    for (id, naive) in &from_naive.dossiers {
        part(
            &format!("dossier {id}"),
            format!("{:?}", from_app.dossiers.get(id)),
            format!("{:?}", Some(naive)),
        );
    }
    parts.join("\n  ")
}
