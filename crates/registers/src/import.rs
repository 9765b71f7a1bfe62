//! Reading of register files (interfaces.md "Register files").
//!
//! A delivery is a folder of CSV files, taken whole or not at all: one fault anywhere refuses it, and all
//! faults are named in one pass, by file, line, column and reason. A reason never repeats the value that
//! was read: it may be a person's number that slipped into another column.
//!
//! The way of a delivery: [`RegisterFiles`] (bytes) → [`read_registers`] → [`Registers`] (typed rows, still
//! naming persons and facilities by their numbers) → the application looks up
//! [`Registers::references`] in its store and stores the rows. What the files alone show is judged here.
//! Whether a sector exists is regulation and is judged by the application.

mod delivery;
mod fault;
mod field;
mod file;
mod reader;
mod reference;
mod replacement;
mod row;
mod table;
mod unique;

pub use delivery::{FacilityDelivery, FieldError, RecognitionDelivery};
pub use fault::{MAX_FAULTS, RejectedRegisters, RowError};
pub use file::{RegisterFile, RegisterFiles};
pub use reference::{Reference, ReferenceTo};
pub use row::{
    CareFundRow, FacilityRow, MemberRow, MembershipRow, PremiumRow, RecognitionRow, Registers, ReplacedSsinRow,
    TariffRow,
};

use fault::Faults;
use replacement::Replacements;
use table::read_rows;

/// Reads a delivery of register files.
///
/// The rows come back in the order of their files. Tolerated: a byte order mark, CRLF, blank lines, white
/// space around a value (it is trimmed), columns in another order.
///
/// # Errors
///
/// Everything that is wrong, in the order of [`RegisterFile::ALL`] and of lines: a mandatory file that is
/// missing; a column that is missing, unknown or doubled; text that is not UTF-8; a wrong number of fields;
/// a malformed or absent value; a death before the birth; an end before its start; a key that stands twice;
/// memberships of one person that overlap (also under a replaced number), recognitions of one facility in one
/// sector that overlap; replaced numbers that lead back to themselves. Rows with a fault of their own are not
/// compared with others.
pub fn read_registers(files: &RegisterFiles<'_>) -> Result<Registers, RejectedRegisters> {
    let mut faults = RegisterFile::ALL.map(Faults::new);
    let [
        members,
        replaced_ssins,
        memberships,
        premiums,
        facilities,
        recognitions,
        tariffs,
        care_funds,
    ] = &mut faults;
    let registers = Registers {
        members: read_rows(files.members, members, reader::member),
        replaced_ssins: read_rows(files.replaced_ssins, replaced_ssins, reader::replaced_ssin),
        memberships: read_rows(files.memberships, memberships, reader::membership),
        premiums: read_rows(files.premiums, premiums, reader::premium),
        facilities: read_rows(files.facilities, facilities, reader::facility),
        recognitions: read_rows(files.recognitions, recognitions, reader::recognition),
        tariffs: read_rows(files.tariffs, tariffs, reader::tariff),
        care_funds: read_rows(files.care_funds, care_funds, reader::care_fund),
    };
    let replacements = Replacements::new(&registers.replaced_ssins, replaced_ssins);
    unique::members(&registers.members, &replacements, members);
    unique::memberships(&registers.memberships, &replacements, memberships);
    unique::premiums(&registers.premiums, &replacements, premiums);
    unique::facilities(&registers.facilities, facilities);
    unique::recognitions(&registers.recognitions, recognitions);
    unique::tariffs(&registers.tariffs, tariffs);
    unique::care_funds(&registers.care_funds, care_funds);
    RejectedRegisters::check(faults).map(|()| registers)
}
