//! What is asked. Everything follows from the number of the call: nothing is drawn.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::Method;
use identifiers::brussels_day;
use jiff::civil::{Date, time};
use jiff::{Timestamp, ToSpan};
use serde_json::json;
use uuid::Uuid;

use super::super::world::{hco, ssin};
use super::callers::Call;
use crate::output::Failure;

/// A prime far from any number of people: multiples of it meet people in an order without a pattern.
const STRIDE: u64 = 1_000_003;

/// A kind of call.
#[derive(Clone)]
pub(super) enum Question {
    /// Whether the server answers.
    Health,
    /// The insurance status of one of so many people.
    Status {
        /// How many there are.
        people: u64,
    },
    /// A care request for the next of the people who do not stay yet.
    Request(Arc<Newcomers>),
}

/// People who do not stay yet, each asked for once.
pub(super) struct Newcomers {
    next: AtomicU64,
    end: u64,
    today: Date,
    start: Timestamp,
}

impl Newcomers {
    /// People by place.
    pub(super) fn new(places: Range<u64>) -> Result<Self, Failure> {
        let unfit = |_| Failure::WrongUse("a day of the bench".into());
        let today = brussels_day(crate::clock::now());
        let came = today.checked_sub(2.days()).map_err(unfit)?;
        let start = identifiers::brussels_at(came, time(10, 0, 0, 0));
        Ok(Self {
            next: AtomicU64::new(places.start),
            end: places.end,
            today,
            start: start.map_err(|_| Failure::WrongUse("a day of the bench".into()))?,
        })
    }
}

impl Question {
    /// The call with this number by a facility; `None` when there is nobody left to ask for.
    pub(super) fn call(&self, number: u64, facility: u64) -> Result<Option<Call>, Failure> {
        Ok(Some(match self {
            Self::Health => Call {
                method: Method::GET,
                path: "/health",
                body: String::new(),
                expected: b"UP",
            },
            Self::Status { people } => Call {
                method: Method::POST,
                path: "/v1/insuranceStatus/get",
                body: json!({ "ssin": ssin(number.wrapping_mul(STRIDE) % people)? }).to_string(),
                expected: b"\"insured\":true",
            },
            Self::Request(newcomers) => {
                let place = newcomers.next.fetch_add(1, Ordering::Relaxed);
                if place >= newcomers.end {
                    return Ok(None);
                }
                Call {
                    method: Method::POST,
                    path: "/v1/careRequests",
                    body: newcomers.request(place, facility)?,
                    expected: b"\"outcome\":\"ACCEPTED\"",
                }
            }
        }))
    }
}

impl Newcomers {
    fn request(&self, place: u64, facility: u64) -> Result<String, Failure> {
        let unfit = |_| Failure::WrongUse("a day of the bench".into());
        let until = self.today.checked_add(300.days()).map_err(unfit)?;
        let reported = self.today.checked_sub(5.days()).map_err(unfit)?;
        Ok(json!({
            "messageId": Uuid::from_u128(0x4000_8000_0000_0000_0000 + u128::from(place)),
            "facility": hco(facility)?.as_str(),
            "ssin": ssin(place)?,
            "migration": false,
            "requestType": "NEW",
            "userStatus": "VOLUNTARY",
            "accidentCode": "NONE",
            "origin": "44",
            "contact": { "name": "Team instroom", "phone": "093331234" },
            "start": self.start,
            "requestedEnd": until,
            "medicalReport": { "diagnosis": "F20.9", "psychiatrist": "18334780004", "date": reported },
        })
        .to_string())
    }
}
