//! Who lives where, and how each request goes: the plot of the demonstration.

use registers::AffiliationObligation::{Obligatory, Voluntary};
use registers::UserType;

use super::people::Known;

/// How the request for a person goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plot {
    /// Sent in an earlier month: the stay goes on.
    Running,
    /// The same, approved until the day before the last of the month. The facility overlooks that.
    Ending,
    /// New in the month, in time.
    New,
    /// Sent more than thirty days after the start.
    Late,
    /// Sent without a way to reach the facility, and the next day once more with it.
    Incomplete,
    /// Sent with an origin that no list knows.
    UnknownOrigin,
    /// Sent with the NIHDI number of a psychologist for that of the psychiatrist.
    NoPhysician,
    /// New, while the register has just learnt that the person died.
    Deceased,
    /// Sent as a follow-up without any stay before.
    NoFollowUp,
    /// Left some weeks before the month, and comes back: a follow-up.
    Returning,
}

/// A place in a facility.
pub(super) struct Seat {
    /// Which facility, by its place in the world.
    pub(super) facility: usize,
    /// The fund of the person; of one who is not affiliated, that of the sickness fund.
    pub(super) fund: u16,
    /// How the request goes.
    pub(super) plot: Plot,
    /// What the register knows.
    pub(super) known: Known,
    /// The type of user, where the sector asks for it.
    pub(super) user_type: Option<UserType>,
}

/// How many stays go on, by facility and fund.
const RUNNING: [(usize, u16, usize); 15] = [
    (0, 180, 4),
    (0, 380, 3),
    (0, 480, 2),
    (0, 680, 1),
    (1, 180, 4),
    (1, 280, 2),
    (1, 580, 3),
    (2, 180, 2),
    (2, 280, 2),
    (2, 380, 4),
    (2, 580, 2),
    (3, 180, 4),
    (3, 380, 3),
    (3, 480, 2),
    (3, 680, 2),
];

/// Everyone else.
const OTHERS: [(usize, u16, Plot, Known); 20] = [
    (0, 680, Plot::Running, Known::Administrative),
    (2, 180, Plot::Ending, Known::Member),
    (0, 180, Plot::New, Known::Member),
    (0, 380, Plot::New, Known::Member),
    (1, 580, Plot::New, Known::Member),
    (2, 180, Plot::NoPhysician, Known::Member),
    (2, 380, Plot::New, Known::Member),
    (3, 280, Plot::NoPhysician, Known::Member),
    (3, 680, Plot::New, Known::MemberWithBis),
    (1, 180, Plot::Late, Known::Member),
    (0, 480, Plot::Incomplete, Known::Member),
    (3, 180, Plot::Incomplete, Known::Member),
    (2, 280, Plot::UnknownOrigin, Known::Member),
    (1, 380, Plot::New, Known::NotAffiliated(Obligatory)),
    (3, 580, Plot::New, Known::NotAffiliated(Voluntary)),
    (2, 580, Plot::NoPhysician, Known::Member),
    (0, 180, Plot::Deceased, Known::Member),
    (1, 280, Plot::NoFollowUp, Known::Member),
    (2, 380, Plot::Returning, Known::Member),
    (3, 480, Plot::New, Known::Forbidden),
];

/// A person whom the member register does not know.
const STRANGER: Seat = Seat {
    facility: 0,
    fund: 180,
    plot: Plot::New,
    known: Known::Nothing,
    user_type: None,
};

/// The psychiatric care home, by its place in the world.
pub(super) const CARE_HOME: usize = 4;

/// Who stays in the care home: the fund, how the request goes, and the type of user.
const IN_CARE_HOME: [(u16, Plot, UserType); 11] = [
    (180, Plot::Running, UserType::WithoutIntellectualDisability),
    (180, Plot::Running, UserType::WithIntellectualDisability),
    (180, Plot::Running, UserType::WithoutIntellectualDisability),
    (280, Plot::Running, UserType::WithIntellectualDisability),
    (280, Plot::Running, UserType::WithoutIntellectualDisability),
    (380, Plot::Running, UserType::WithoutIntellectualDisability),
    (380, Plot::Running, UserType::WithIntellectualDisability),
    (680, Plot::Running, UserType::WithoutIntellectualDisability),
    (180, Plot::New, UserType::WithIntellectualDisability),
    (380, Plot::Incomplete, UserType::WithoutIntellectualDisability),
    (280, Plot::NoPhysician, UserType::WithoutIntellectualDisability),
];

/// A person whose affiliation ends soon.
const LEAVING: Seat = Seat {
    facility: 0,
    fund: 680,
    plot: Plot::Running,
    known: Known::AdministrativeEnding,
    user_type: None,
};

/// All seats, in the order in which people are made for them.
pub(super) fn seats() -> impl Iterator<Item = Seat> {
    let running = RUNNING.into_iter().flat_map(|(facility, fund, count)| {
        (0..count).map(move |_| Seat {
            facility,
            fund,
            plot: Plot::Running,
            known: Known::Member,
            user_type: None,
        })
    });
    let others = OTHERS.into_iter().map(|(facility, fund, plot, known)| Seat {
        facility,
        fund,
        plot,
        known,
        user_type: None,
    });
    let in_care_home = IN_CARE_HOME.into_iter().map(|(fund, plot, user_type)| Seat {
        facility: CARE_HOME,
        fund,
        plot,
        known: Known::Member,
        user_type: Some(user_type),
    });
    running.chain(others).chain([STRANGER, LEAVING]).chain(in_care_home)
}
