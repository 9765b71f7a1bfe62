//! Segments 200 and 300 of answers.

use super::ResponseHeader;
use crate::fault::{Fault, Faults, Place};
use crate::fields::{Fields, WriteError, month_number};
use crate::write::{contact_zones, version};
use crate::zones::Layout;

/// Segment 200 of an answer (67 characters).
pub(super) fn segment_200(header: &ResponseHeader, name: u64, faults: Option<&Faults>) -> Result<Vec<u8>, WriteError> {
    let mut segment = Fields::new(Layout::Segment200);
    segment.number(200, name)?;
    segment.number(201, 1)?;
    segment.number(202, if header.test { 92 } else { 12 })?;
    let month = header.month.and_then(month_number).unwrap_or(0);
    segment.number(204, month * 1000 + u64::from(header.sending_number.unwrap_or(0)))?;
    error_codes(&mut segment, Layout::Segment200, faults);
    Ok(segment.bytes)
}

/// Segment 300 of a 931000 (160 characters).
pub(super) fn acknowledgement() -> Result<Vec<u8>, WriteError> {
    let mut segment = Fields::new(Layout::Acknowledgement300);
    segment.text(300, "920000")?;
    Ok(segment.bytes)
}

/// Segment 300 of the other answers (610 characters).
pub(super) fn response(header: &ResponseHeader, faults: Option<&Faults>) -> Result<Vec<u8>, WriteError> {
    let mut segment = Fields::new(Layout::Response300);
    segment.number(300, header.month.and_then(month_number).unwrap_or(0))?;
    segment.number(301, u64::from(header.sending_number.unwrap_or(0)))?;
    if let Some(date) = header.created_on {
        segment.date(302, date)?;
    }
    segment.loose_text(303, &header.reference);
    segment.number(304, version(header.test))?;
    contact_zones(&mut segment, &header.contact)?;
    segment.number(308, 1)?;
    segment.number(309, 1)?;
    segment.number(310, u64::from(header.error_share_hundredths.min(99_999)))?;
    segment.number(311, u64::from(header.refusal.number()))?;
    error_codes(&mut segment, Layout::Response300, faults);
    Ok(segment.bytes)
}

/// Writes the kind VV of the first fault of each zone into its zone of two digits.
fn error_codes(segment: &mut Fields, layout: Layout, faults: Option<&Faults>) {
    let in_header = |fault: &&Fault| fault.place == Place::Header;
    // In the order of the file, the first fault of a zone is the last one written.
    for fault in faults
        .into_iter()
        .flat_map(|faults| faults.list.iter().rev())
        .filter(in_header)
    {
        let zone: u16 = fault.code.get(..3).and_then(|zone| zone.parse().ok()).unwrap_or(0);
        // Zone 310 is a reserve in a request and the error share in an answer.
        if zone != 310 && layout.table().zone(zone * 10 + 1).is_some() {
            let _fits = segment.number(zone * 10 + 1, u64::from(fault.kind.number()));
        }
    }
}
