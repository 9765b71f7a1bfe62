//! A small world: two funds, four facilities (one without Circle of Trust, one without attested software), three
//! persons, prices of one sector; and what its facilities and funds do in it.

use app::{Actor, AnsweredRequest, App, BatchReport, Context, FacilityRole, FundRole, Problem};
use identifiers::{
    BatchId, CareFundNumber, CbeNumber, DossierId, EuroCents, FacilityId, HcoNumber, Iban, NihdiNumber,
    PerformanceCode, Period, SectorCode, Ssin,
};
use jiff::Timestamp;
use jiff::civil::date;
use registers::import::{CareFundRow, FacilityRow, MemberRow, MembershipRow, RecognitionRow, Registers, TariffRow};
use registers::{Address, AffiliationObligation, Membership, MembershipKind, PersonDetails, Recognition, TariffKind};
use regulation::Law;
use serde_json::{Map, Value, json};
use store::{SealedEntry, Store};

use super::bill::Bill;

/// The funds of the world.
pub const FUNDS: [&str; 2] = ["180", "280"];
/// A day of care, and its price.
pub const DAY_CODE: u32 = 970_012;
pub const DAY_CENTS: i64 = 4321;
/// A cost, and what is payable of it without a look.
pub const COST_CODE: u32 = 970_023;
pub const COST_CENTS: i64 = 5000;

/// The facilities by their place: 0 and 1 are trusted, 2 has no Circle of Trust, 3 no attested software.
pub const TRUSTED: [usize; 2] = [0, 1];
pub const UNTRUSTED: [usize; 2] = [2, 3];

/// A world, running on a store.
pub struct World<S> {
    pub store: S,
    pub facilities: Vec<FacilityId>,
}

#[track_caller]
pub fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

pub fn fund(number: &str) -> CareFundNumber {
    CareFundNumber::parse(number).expect("a fund")
}

/// The `n`th person: 0 and 1 are with fund 180, 2 with fund 280.
pub fn ssin(n: u64) -> Ssin {
    let body = 850_730_100 + n;
    Ssin::from_number(body * 100 + 97 - body % 97).expect("a national number")
}

/// All digits of the `n`th person's number.
pub fn digits(n: u64) -> String {
    ssin(n).to_digits()
}

pub fn hco(n: usize) -> String {
    format!("1000000{n}")
}

/// The federal number of facility `n`.
pub fn nihdi(n: usize) -> NihdiNumber {
    let body = 731_000 + n;
    NihdiNumber::parse(&format!("{body}{:02}000", 97 - body % 97)).expect("a federal number")
}

pub fn cbe() -> CbeNumber {
    CbeNumber::parse("0411000183").expect("an enterprise number")
}

pub fn iban() -> Iban {
    Iban::parse("BE74001100000107").expect("an account")
}

fn ibw() -> SectorCode {
    SectorCode::parse("IBW").expect("a sector")
}

/// The operator of the store, on the day the world began.
pub fn operator() -> Context {
    Context {
        actor: Actor::Operator,
        at: at("2024-01-02T09:00:00Z"),
    }
}

pub fn employee(number: &str, role: FundRole, when: &str) -> Context {
    Context {
        actor: Actor::Employee {
            fund: fund(number),
            role,
            name: format!("{role:?}"),
        },
        at: at(when),
    }
}

pub fn registers() -> Registers {
    let mut all = Registers::default();
    for (line, number) in (2..).zip(FUNDS) {
        all.care_funds.push(CareFundRow {
            line,
            number: fund(number),
            cbe: None,
            iban: Some(Iban::parse("BE68539007547034").expect("an account")),
            bic: None,
            phone: None,
            email: None,
            website: None,
        });
    }
    for (n, number) in (0..).zip(["180", "180", "280"]) {
        all.members.push(MemberRow {
            line: n + 2,
            ssin: ssin(n),
            details: PersonDetails {
                name: Some(format!("Person {n}")),
                birth_date: None,
                deceased_on: None,
                obligation: AffiliationObligation::Obligatory,
                insurer: None,
                income_category: None,
                address: Address::default(),
            },
        });
        let membership = Membership {
            fund: fund(number),
            kind: MembershipKind::Official,
            period: Period::since(date(2020, 1, 1)),
        };
        all.memberships.push(MembershipRow {
            line: n + 2,
            ssin: ssin(n),
            membership,
        });
    }
    for (line, n) in (2..).zip(0..4) {
        all.facilities.push(facility_row(line, n));
        let recognition = Recognition {
            sector: ibw(),
            period: Period::since(date(2015, 1, 1)),
            places: 20,
        };
        let hco = HcoNumber::parse(&hco(n)).expect("a number");
        all.recognitions.push(RecognitionRow { line, hco, recognition });
    }
    for (line, (code, kind, cents)) in (2..).zip([
        (DAY_CODE, TariffKind::Day, DAY_CENTS),
        (COST_CODE, TariffKind::Cost, COST_CENTS),
    ]) {
        all.tariffs.push(TariffRow {
            line,
            code: PerformanceCode::from_number(code).expect("a code"),
            kind,
            sector: ibw(),
            hco: None,
            user_type: None,
            income_category: None,
            period: Period::since(date(2024, 1, 1)),
            cents: EuroCents::new(cents),
            description_nl: None,
        });
    }
    all
}

/// Facility `n` as the register says it.
pub fn facility_row(line: u64, n: usize) -> FacilityRow {
    FacilityRow {
        line,
        hco: HcoNumber::parse(&hco(n)).expect("a number"),
        nihdi: nihdi(n),
        cbe: cbe(),
        name: format!("Facility {n}"),
        sector: ibw(),
        iban: iban(),
        bic: None,
        circle_of_trust: n != UNTRUSTED[0],
        attested: n != UNTRUSTED[1],
    }
}

/// A care request of a facility for person `n`, from 1 March to the end of 2024.
pub fn request(id: u128, facility: usize, n: u64) -> Value {
    json!({
        "messageId": uuid::Uuid::from_u128(id).to_string(), "facility": hco(facility), "ssin": digits(n),
        "migration": false, "requestType": "NEW", "userStatus": "VOLUNTARY", "accidentCode": "NONE", "origin": "41",
        "start": "2024-03-01T14:00:00+01:00", "requestedEnd": "2024-12-31",
        "contact": { "name": "Team instroom", "phone": "021234567" },
        "medicalReport": { "diagnosis": "F20.9", "psychiatrist": "18334780004", "date": "2024-01-10" },
    })
}

pub fn as_object(message: &Value) -> Map<String, Value> {
    message.as_object().cloned().expect("an object")
}

/// Any store.
pub type AnyStore = Box<dyn Store>;

impl World<AnyStore> {
    /// The world on the store of these tests, its registers taken in.
    pub fn new() -> Self {
        Self::on(super::fresh::store())
    }
}

impl<S: Store> World<S> {
    /// The world on a fresh store.
    pub fn on(store: S) -> Self {
        let world = Self {
            store,
            facilities: Vec::new(),
        };
        world
            .app()
            .import_read(&operator(), &registers())
            .expect("the registers are taken in");
        Self::again(world.store)
    }

    /// The world on a store that holds it already.
    pub fn again(store: S) -> Self {
        let mut world = Self {
            store,
            facilities: Vec::new(),
        };
        world.facilities = (0..4)
            .map(|n| {
                let hco = HcoNumber::parse(&hco(n)).expect("a number");
                let found = world
                    .app()
                    .facility_by_hco(&operator(), &hco)
                    .expect("the register answers");
                found.expect("the facility is known")
            })
            .collect();
        world
    }

    pub fn app(&self) -> App<'_> {
        App::new(&self.store, Law::embedded())
    }

    pub fn facility(&self, n: usize, when: &str) -> Context {
        Context {
            actor: Actor::Facility(self.facilities[n]),
            at: at(when),
        }
    }

    /// A person who works in facility `n`.
    pub fn person_of(&self, n: usize, role: FacilityRole, when: &str) -> Context {
        Context {
            actor: Actor::FacilityEmployee {
                facility: self.facilities[n],
                role,
                name: format!("{role:?} {n}"),
            },
            at: at(when),
        }
    }

    /// The journal, whose chain must hold.
    #[track_caller]
    pub fn journal(&self) -> Vec<SealedEntry> {
        let entries = {
            self.store.seal_journal().expect("it is sealed");
            let mut tx = self.store.begin().expect("a transaction");
            tx.entries_after(0, u32::MAX).expect("a journal")
        };
        let before = std::iter::once(None).chain(entries.iter().map(Some));
        for (entry, before) in entries.iter().zip(before) {
            assert!(entry.follows(before), "the chain breaks at entry {}", entry.number);
        }
        entries
    }

    /// Runs something that must be refused and leave no trace in the journal.
    #[track_caller]
    pub fn refused<T>(&self, what: &str, attempt: impl FnOnce(&App<'_>) -> Result<T, Problem>) -> Problem {
        let before = self.journal().len();
        let problem = match attempt(&self.app()) {
            Ok(_) => panic!("{what}: it must be refused"),
            Err(problem) => problem,
        };
        assert_eq!(self.journal().len(), before, "{what}: the journal grew");
        problem
    }

    /// Sends a request for person `n`, received on 5 March; it must be accepted.
    #[track_caller]
    pub fn stay(&self, id: u128, facility: usize, n: u64) -> DossierId {
        let context = self.facility(facility, "2024-03-05T09:00:00+01:00");
        let answered = self
            .send(&context, &request(id, facility, n))
            .expect("the request is taken in");
        assert!(answered.json.contains("\"ACCEPTED\""), "{}", answered.json);
        self.app()
            .dossier_of_message(&context, uuid::Uuid::from_u128(id))
            .expect("a dossier")
    }

    pub fn send(&self, context: &Context, message: &Value) -> Result<AnsweredRequest, Problem> {
        let input = serde_json::to_vec(message).expect("JSON");
        self.app().send_request(context, &input, &as_object(message))
    }

    /// Sends a file by its facility on 3 June.
    #[track_caller]
    pub fn bill(&self, bill: &Bill) -> BatchReport {
        let context = self.facility(bill.facility, "2024-06-03T10:00:00+02:00");
        self.app()
            .send_batch(&context, &bill.bytes())
            .expect("the file is taken in")
    }

    /// Signs a batch of a fund on 4 June.
    pub fn sign(&self, number: &str, batch: BatchId) -> Result<app::SettlementReport, Problem> {
        self.app().sign(
            &employee(number, FundRole::Signatory, "2024-06-04T10:00:00+02:00"),
            batch,
        )
    }

    /// Orders all that a fund has to pay, on 5 June.
    pub fn pay(&self, number: &str) -> Result<app::OrderReport, Problem> {
        self.app().pay(
            &employee(number, FundRole::Payer, "2024-06-05T10:00:00+02:00"),
            fund(number),
        )
    }

    /// What the bank did on 7 June.
    pub fn bank(&self, number: &str, batch: BatchId, booked: bool) -> Result<store::BatchState, Problem> {
        let context = employee(number, FundRole::Payer, "2024-06-07T10:00:00+02:00");
        self.app().record_bank_answer(&context, batch, booked)
    }
}

/// The codes that were found, in order.
pub fn codes(report: &BatchReport) -> Vec<&str> {
    report
        .findings
        .iter()
        .map(|found| found.finding.code.as_str())
        .collect()
}
