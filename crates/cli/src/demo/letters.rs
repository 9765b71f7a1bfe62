//! What the facilities send about care: the questions and requests of each person, with their moments.

use fastrand::Rng;
use identifiers::brussels_day;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value, json};
use uuid::Builder;

use super::calendar::{Calendar, at, later};
use super::numbers;
use super::people::pick;
use super::roster::Plot;
use super::world::{Resident, SEED, World};
use crate::output::Failure;

/// Something a facility sends at a moment.
pub(super) struct Letter {
    /// When it is received.
    pub(super) at: Timestamp,
    /// About whom, by their place in [`World::residents`].
    pub(super) resident: usize,
    /// What.
    pub(super) content: Content,
}

/// What a facility sends.
pub(super) enum Content {
    /// Is this person insured on the day?
    Question(Date),
    /// A care request.
    Request(Map<String, Value>),
    /// The same message as before once more, because its answer got lost.
    Again(Map<String, Value>),
    /// A change on the dossier of the person's first request; its reference is that of the answer.
    Change(Map<String, Value>),
}

/// Everything the facilities send about care, in order of receipt.
///
/// # Errors
/// A moment outside the calendar.
pub(super) fn letters(world: &World, calendar: &Calendar) -> Result<Vec<Letter>, Failure> {
    let mut writer = Writer {
        world,
        calendar,
        rng: Rng::with_seed(SEED + 1),
        letters: Vec::new(),
    };
    for place in 0..world.residents.len() {
        writer.about(place)?;
    }
    let mut letters = writer.letters;
    letters.sort_by_key(|letter| letter.at);
    Ok(letters)
}

/// The days of one request.
struct Stay {
    start: Date,
    received: Date,
    /// The last day asked for.
    end: Date,
    follow_up: bool,
}

struct Writer<'w> {
    world: &'w World,
    calendar: &'w Calendar,
    rng: Rng,
    letters: Vec<Letter>,
}

impl Writer<'_> {
    fn about(&mut self, place: usize) -> Result<(), Failure> {
        let plot = self.world.residents[place].plot;
        let (calendar, draw) = (self.calendar, self.rng.i64(0..15));
        let day = |count| calendar.day(count);
        match plot {
            Plot::Running | Plot::Ending => {
                let start = day(-5 - 3 * draw);
                let end = if plot == Plot::Ending {
                    later(calendar.month().last_day(), -1)
                } else {
                    later(start, 540)
                };
                self.request(
                    place,
                    &Stay {
                        start,
                        received: later(start, 2),
                        end,
                        follow_up: false,
                    },
                )?;
            }
            Plot::Returning => {
                let left = Stay {
                    start: day(-55),
                    received: day(-53),
                    end: day(-20),
                    follow_up: false,
                };
                self.request(place, &left)?;
                self.arrival(place, day(8), 1, true)?;
                self.forgotten_extension(place)?;
            }
            Plot::Late => self.arrival(place, day(-12), 38, false)?,
            Plot::Deceased => self.arrival(place, day(12), 1, false)?,
            Plot::NoFollowUp => self.arrival(place, day(5), 2, true)?,
            Plot::New | Plot::Incomplete | Plot::UnknownOrigin | Plot::NoPhysician => {
                self.arrival(place, day(3 + draw), 2, false)?;
            }
        }
        Ok(())
    }

    /// The facility had forgotten to extend the stay before: it does so too late, which leaves a gap, and reports its
    /// end the day after.
    fn forgotten_extension(&mut self, place: usize) -> Result<(), Failure> {
        let day = |count| self.calendar.day(count);
        let left = at(day(-8), 14, 0)?;
        let changes = [
            (day(20), json!({ "change": "EXTENSION", "end": day(-6) })),
            (
                day(21),
                json!({ "change": "END", "end": left, "endReason": "10", "departedTo": "10" }),
            ),
        ];
        for (received, mut fields) in changes {
            fields["messageId"] = json!(self.message_id());
            if let Value::Object(message) = fields {
                self.letters.push(Letter {
                    at: self.moment(received, place)?,
                    resident: place,
                    content: Content::Change(message),
                });
            }
        }
        Ok(())
    }

    /// A stay of the month: the facility asks whether the person is insured, and sends the request some days later.
    fn arrival(&mut self, place: usize, start: Date, days: i64, follow_up: bool) -> Result<(), Failure> {
        let asked = self.moment(later(start, -4), place)?;
        self.letters.push(Letter {
            at: asked,
            resident: place,
            content: Content::Question(start),
        });
        self.request(
            place,
            &Stay {
                start,
                received: later(start, days),
                end: later(start, 365),
                follow_up,
            },
        )
    }

    fn request(&mut self, place: usize, stay: &Stay) -> Result<(), Failure> {
        // Nothing is received here before the sector joined.
        let first = later(self.joined(place), 1);
        let received = self.moment(stay.received.max(first), place)?;
        let resident = &self.world.residents[place];
        let message = self.message(resident, stay)?;
        let send = |at, content| Letter {
            at,
            resident: place,
            content,
        };
        match resident.plot {
            Plot::Incomplete => {
                let mut poorer = message.clone();
                poorer.insert("messageId".into(), json!(self.message_id()));
                poorer.insert("contact".into(), json!({ "name": "Team instroom" }));
                self.letters.push(send(received, Content::Request(poorer)));
                let mended = self.moment(later(brussels_day(received), 1), place)?;
                self.letters.push(send(mended, Content::Request(message)));
            }
            Plot::Late => {
                self.letters.push(send(received, Content::Request(message.clone())));
                let again = self.moment(later(brussels_day(received), 1), place)?;
                self.letters.push(send(again, Content::Again(message)));
            }
            _ => self.letters.push(send(received, Content::Request(message))),
        }
        Ok(())
    }

    /// The day the sector of a person's facility joined.
    fn joined(&self, place: usize) -> Date {
        let house = self.world.house_of(&self.world.residents[place]);
        self.calendar.joined(&house.row.sector)
    }

    /// A care request (care.md §2). A stay that began before the sector joined is a migration (care.md §4).
    fn message(&mut self, resident: &Resident, stay: &Stay) -> Result<Map<String, Value>, Failure> {
        let house = self.world.house_of(resident);
        let migration = stay.start < self.calendar.joined(&house.row.sector);
        let mut fields = json!({
            "messageId": self.message_id(),
            "facility": house.row.hco,
            "ssin": resident.person.ssin,
            "migration": migration,
            "requestType": if stay.follow_up { "FOLLOW_UP" } else { "NEW" },
            "userStatus": pick(&mut self.rng, &["VOLUNTARY", "VOLUNTARY", "VOLUNTARY", "INTERNMENT", "PROBATION"]),
            "accidentCode": "NONE",
            "origin": match resident.plot {
                Plot::UnknownOrigin => "99",
                _ => pick(&mut self.rng, &["41", "41", "42", "10", "21", "22", "43", "98"]),
            },
            "contact": { "name": "Team instroom", "email": house.email },
            "start": at(stay.start, 14, 0)?,
            "requestedEnd": stay.end,
        });
        if let Some(user_type) = resident.user_type {
            fields["userType"] = json!(user_type);
        }
        if migration {
            fields["insurerApproval"] = json!({
                "receivedOn": later(stay.start, 1), "approvedOn": later(stay.start, 2), "approvedUntil": stay.end,
            });
        } else if !stay.follow_up {
            fields["medicalReport"] = self.medical_report(resident.plot, stay);
        }
        match fields {
            Value::Object(fields) => Ok(fields),
            _ => Ok(Map::new()),
        }
    }

    fn medical_report(&mut self, plot: Plot, stay: &Stay) -> Value {
        // Physicians have a number that begins with 1, psychologists one that begins with 7.
        let number = if plot == Plot::NoPhysician {
            725_410
        } else {
            183_340 + self.rng.u32(1..6)
        };
        json!({
            "diagnosis": pick(&mut self.rng, &["F20.9", "F31.9", "F33.1", "F25.0", "F60.3", "F41.1"]),
            "psychiatrist": numbers::nihdi(number, if plot == Plot::NoPhysician { 0 } else { 780 }),
            "date": later(stay.start, -3),
        })
    }

    /// A version 4 identifier from the seed.
    fn message_id(&mut self) -> String {
        let mut bytes = [0; 16];
        self.rng.fill(&mut bytes);
        Builder::from_random_bytes(bytes).into_uuid().to_string()
    }

    /// An hour of the working day that differs from person to person.
    fn moment(&self, day: Date, place: usize) -> Result<Timestamp, Failure> {
        let minutes = i8::try_from(place % 60).unwrap_or_default();
        at(day, if place < 60 { 9 } else { 10 }, minutes)
    }
}
