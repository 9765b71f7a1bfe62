//! Segments 200 and 300: every zone for itself, and against record 10 (billing.md §1).

use super::{Glimpse, Reader, Record};
use crate::bytes::{all_zeros, date, month, shown, small};
use crate::fault::{At, FaultKind};
use crate::judge::name_wrong_zones;
use crate::zones::{HEADER_LENGTH, Layout, SEGMENT_200_LENGTH};

/// The bytes of a zone of the header; empty when it was cut off.
fn zone(header: &[u8], layout: Layout, number: u16) -> &[u8] {
    let segment = segment(header, layout);
    segment.get(layout.table().range(number)).unwrap_or_default()
}

fn segment(header: &[u8], layout: Layout) -> &[u8] {
    let (first, second) = header.split_at_checked(SEGMENT_200_LENGTH).unwrap_or((header, &[]));
    if layout == Layout::Segment200 { first } else { second }
}

/// Fills in what record 10 did not give.
pub(super) fn complete(glimpse: &mut Glimpse, header: &[u8]) {
    let of_300 = |number| zone(header, Layout::Request300, number);
    if glimpse.month.is_none() && glimpse.created_on.is_none() {
        glimpse.test = zone(header, Layout::Segment200, 202) == b"92"; // there is no record 10
    }
    glimpse.month = glimpse.month.or_else(|| month(of_300(300)));
    glimpse.sending_number = glimpse.sending_number.or_else(|| small(of_300(301)).filter(|n| *n > 0));
    glimpse.created_on = glimpse.created_on.or_else(|| date(of_300(302)));
}

impl Reader {
    /// Judges the header once: with record 10 when there is one.
    pub(super) fn judge_header(&mut self, ten: Option<Record<'_>>) {
        if std::mem::replace(&mut self.header_judged, true) {
            return;
        }
        let header = std::mem::take(&mut self.header);
        for layout in [Layout::Segment200, Layout::Request300] {
            name_wrong_zones(
                At::header(layout),
                layout.table(),
                segment(&header, layout),
                &mut self.faults,
            );
        }
        if header.len() < HEADER_LENGTH {
            let found = if header.is_empty() {
                "an empty file".to_owned()
            } else {
                format!("{} characters", header.len())
            };
            self.faults.add(|| {
                At::header(Layout::Segment200).whole(FaultKind::Length, found, format!("{HEADER_LENGTH} characters"))
            });
        } else {
            self.compare(&header, ten);
        }
        self.header = header;
    }

    fn compare(&mut self, header: &[u8], ten: Option<Record<'_>>) {
        let of_300 = |number| zone(header, Layout::Request300, number);
        let month = ten.map_or(of_300(300), |ten| &ten.bytes[month_range()]);
        let number = ten.map_or(of_300(301), |ten| ten.zone(7));
        let version = ten.map_or(of_300(304), |ten| ten.zone(4));
        if let Some(ten) = ten {
            if of_300(300) != month {
                self.differs(header, Layout::Request300, 300, month, "record 10 zones 22, 23");
                self.faults.add(|| {
                    let found = format!("{} and header zone 300 {}", shown(month), shown(of_300(300)));
                    let mut fault =
                        ten.at
                            .fault(22, FaultKind::Differs, found, "the month of header zone 300".to_owned());
                    "22, 23".clone_into(&mut fault.zone);
                    fault
                });
            }
            for (zone_number, theirs, place) in [
                (301, ten.zone(7), "record 10 zone 7"),
                (302, ten.zone(25), "record 10 zones 25, 26"),
                (304, version, "record 10 zone 4"),
            ] {
                if of_300(zone_number) != theirs {
                    self.differs(header, Layout::Request300, zone_number, theirs, place);
                }
            }
        }
        let kind: Option<&[u8]> = match version {
            b"0001999" => Some(b"12"),
            b"9991999" => Some(b"92"),
            _ => None,
        };
        if let Some(kind) = kind.filter(|kind| *kind != zone(header, Layout::Segment200, 202)) {
            self.differs(header, Layout::Segment200, 202, kind, "the version of the instructions");
        }
        let reference = zone(header, Layout::Segment200, 204);
        let mut from_month_and_number = [b"00000", month, number].concat();
        // What is no number may be anything, a person's number too: it is not shown again.
        if !from_month_and_number.iter().all(u8::is_ascii_digit) {
            from_month_and_number = b"00000yyyyMMnnn".to_vec();
        }
        if !all_zeros(reference) && reference != from_month_and_number {
            self.differs(
                header,
                Layout::Segment200,
                204,
                &from_month_and_number,
                "month and sending number, or zeros",
            );
        }
    }

    fn differs(&mut self, header: &[u8], layout: Layout, number: u16, expected: &[u8], place: &str) {
        let found = At::header(layout).shown_zone(segment(header, layout), number);
        let expected = format!("{} ({place})", shown(expected));
        self.faults
            .add(|| At::header(layout).fault(number, FaultKind::Differs, found, expected));
    }
}

/// Zones 22 and 23 of record 10 without the first digit of the year: YYYYMM.
pub(super) fn month_range() -> std::ops::Range<usize> {
    let table = Layout::R10.table();
    table.range(22).start + 1..table.range(23).end
}
