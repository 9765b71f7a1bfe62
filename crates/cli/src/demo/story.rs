//! The month, played through the use cases: registers, questions and requests.

use app::{Actor, AnsweredRequest, App, Context, InsuranceAnswer, Problem};
use identifiers::FacilityId;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::calendar::{Calendar, at};
use super::letters::{Content, letters};
use super::world::World;
use crate::output::Failure;
use crate::workplace::operator;

/// The day of the month on which the register learns of a death, and the day of that death.
const DEATH: (i64, i64) = (10, 7);

/// Who plays, and where.
pub(super) struct Stage<'a> {
    /// The use cases.
    pub(super) app: &'a App<'a>,
    /// The world before the month.
    pub(super) world: &'a World,
    /// The month.
    pub(super) calendar: &'a Calendar,
    /// The own number of each of [`World::houses`].
    pub(super) facilities: Vec<FacilityId>,
}

/// A request and its answer.
pub(super) struct Told {
    /// Whose, by their place in [`World::residents`].
    pub(super) resident: usize,
    /// When it was received.
    pub(super) at: Timestamp,
    /// The start of the stay, as sent.
    pub(super) start: Timestamp,
    /// The answer.
    pub(super) answered: AnsweredRequest,
}

/// What the facilities heard about care.
#[derive(Default)]
pub(super) struct Heard {
    /// The answers on questions after the insurance status.
    pub(super) statuses: Vec<InsuranceAnswer>,
    /// The answers on requests, in order of receipt.
    pub(super) requests: Vec<Told>,
    /// The answers on changes, in order of receipt.
    pub(super) changes: Vec<AnsweredRequest>,
    /// How many messages were sent twice, and got the same answer twice.
    pub(super) repeated: usize,
}

impl<'a> Stage<'a> {
    /// Takes in the registers, and learns the own numbers of the facilities.
    ///
    /// # Errors
    /// A problem of a use case.
    pub(super) fn set(app: &'a App<'a>, world: &'a World, calendar: &'a Calendar) -> Result<Self, Failure> {
        let context = operator(at(calendar.day(-120), 8, 0)?);
        app.import_read(&context, &world.registers(calendar))?;
        let mut facilities = Vec::with_capacity(world.houses.len());
        for house in &world.houses {
            let id = app.facility_by_hco(&context, &house.row.hco)?;
            facilities.push(id.ok_or_else(|| Problem::NotFound("a facility that was taken in".into()))?);
        }
        Ok(Self {
            app,
            world,
            calendar,
            facilities,
        })
    }

    /// The software of a facility, at a moment.
    pub(super) fn software(&self, house: usize, at: Timestamp) -> Context {
        Context {
            actor: Actor::Facility(self.facilities[house]),
            at,
        }
    }

    /// Plays every question and request in order of receipt, with the death that the register learns in between.
    ///
    /// # Errors
    /// A problem of a use case: none is expected.
    pub(super) fn requests(&self) -> Result<Heard, Failure> {
        let mut heard = Heard::default();
        let death = at(self.calendar.day(DEATH.0), 6, 0)?;
        let mut told = false;
        for letter in letters(self.world, self.calendar)? {
            if letter.at >= death && !told {
                let deaths = self.world.deaths(self.calendar, self.calendar.day(DEATH.1));
                self.app.import_read(
                    &Context {
                        actor: Actor::Agency,
                        at: death,
                    },
                    &deaths,
                )?;
                told = true;
            }
            let resident = &self.world.residents[letter.resident];
            let context = self.software(resident.house, letter.at);
            match letter.content {
                Content::Question(day) => {
                    let ssin = resident.person.ssin.to_digits();
                    heard
                        .statuses
                        .push(self.app.insurance_status(&context, &ssin, Some(day))?);
                }
                Content::Request(message) => {
                    let answered = self.send(&context, &message)?;
                    let start = start_of(&message).unwrap_or(letter.at);
                    heard.requests.push(Told {
                        resident: letter.resident,
                        at: letter.at,
                        start,
                        answered,
                    });
                }
                Content::Change(mut message) => {
                    let first = heard.requests.iter().find(|told| told.resident == letter.resident);
                    let reference = first.and_then(|told| told.answered.answer.vsb_reference);
                    message.insert("vsbReference".into(), json!(reference));
                    let bytes = serde_json::to_vec(&message).map_err(Problem::from)?;
                    heard.changes.push(self.app.send_change(&context, &bytes, &message)?);
                }
                Content::Again(message) => {
                    let answered = self.send(&context, &message)?;
                    let same = heard.requests.iter().any(|told| told.answered.json == answered.json);
                    heard.repeated += usize::from(same);
                }
            }
        }
        Ok(heard)
    }

    /// Does the work that the month left behind: what registers changed is told, and so is a certificate that ends.
    ///
    /// # Errors
    /// A problem of a use case: none is expected.
    pub(super) fn jobs(&self) -> Result<(), Failure> {
        self.app.run_jobs(&operator(at(self.calendar.day_after(12), 11, 0)?))?;
        Ok(())
    }

    fn send(&self, context: &Context, message: &Map<String, Value>) -> Result<AnsweredRequest, Failure> {
        let bytes = serde_json::to_vec(message).map_err(Problem::from)?;
        Ok(self.app.send_request(context, &bytes, message)?)
    }
}

fn start_of(message: &Map<String, Value>) -> Option<Timestamp> {
    message.get("start")?.as_str()?.parse().ok()
}
