//! Whom the subject of a client certificate names (interfaces.md, "Who may"): the pattern is configuration.

use app::CertificateHolder;
use identifiers::{CareFundNumber, NihdiNumber};
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::der::asn1::{PrintableStringRef, TeletexStringRef, Utf8StringRef};
use x509_cert::der::oid::db::rfc4519::{CN, OU, SERIAL_NUMBER};
use x509_cert::name::Name;

/// How a subject says who it is: an attribute (`CN`, `OU` or `serialNumber`) and what stands before the number.
///
/// A pattern is written `CN=NIHII=`: the common name begins with `NIHII=`, and the rest is the number. Patterns are tried
/// in order; the first that fits decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectPatterns {
    /// Before a facility's federal number of 8 or 11 digits.
    pub facility: Vec<String>,
    /// Before a care fund's number.
    pub fund: Vec<String>,
    /// The whole of what names the agency.
    pub agency: Vec<String>,
}

/// A pattern that fits nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the pattern {0:?} names no attribute: expected CN=…, OU=… or serialNumber=…")]
pub struct WrongPattern(pub String);

impl Default for SubjectPatterns {
    /// As certificates of the eHealth platform name facilities; funds and the agency in the same way.
    fn default() -> Self {
        let all = |patterns: &[&str]| patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
        Self {
            facility: all(&["CN=NIHII=", "CN=NIHII-HOSPITAL=", "CN=NIHII-IBW=", "CN=NIHII-PVT="]),
            fund: all(&["CN=VSB-FUND="]),
            agency: all(&["CN=VSB-AGENCY"]),
        }
    }
}

impl SubjectPatterns {
    /// Refuses patterns that fit nothing.
    ///
    /// # Errors
    /// The first that names no attribute.
    pub fn check(&self) -> Result<(), WrongPattern> {
        let mut all = self.facility.iter().chain(&self.fund).chain(&self.agency);
        match all.find(|pattern| parts(pattern).is_none()) {
            Some(wrong) => Err(WrongPattern(wrong.clone())),
            None => Ok(()),
        }
    }

    /// Whom a subject names; `None` when it names nobody, or its number is malformed.
    #[must_use]
    pub(crate) fn holder(&self, subject: &Name) -> Option<CertificateHolder> {
        let attributes: Vec<(&str, String)> = subject
            .iter_rdn()
            .flat_map(|rdn| rdn.iter())
            .filter_map(|attribute| Some((kind(attribute)?, text(attribute)?)))
            .collect();
        let number = |patterns: &[String]| {
            let fitting = patterns.iter().filter_map(|pattern| {
                let (wanted, before) = parts(pattern)?;
                let mut of_kind = attributes.iter().filter(|(kind, _)| *kind == wanted);
                of_kind.find_map(|(_, text)| text.strip_prefix(before).map(str::to_owned))
            });
            fitting.collect::<Vec<_>>()
        };
        let facility = number(&self.facility)
            .iter()
            .find_map(|text| NihdiNumber::parse(text).ok());
        if let Some(facility) = facility {
            return Some(CertificateHolder::Facility(facility));
        }
        let fund = number(&self.fund)
            .iter()
            .find_map(|text| CareFundNumber::parse(text).ok());
        if let Some(fund) = fund {
            return Some(CertificateHolder::Fund(fund));
        }
        number(&self.agency)
            .iter()
            .any(String::is_empty)
            .then_some(CertificateHolder::Agency)
    }
}

/// The attribute and what stands before the number.
fn parts(pattern: &str) -> Option<(&'static str, &str)> {
    let (attribute, before) = pattern.split_once('=')?;
    let known = ["CN", "OU", "serialNumber"];
    Some((known.into_iter().find(|known| *known == attribute)?, before))
}

fn kind(attribute: &AttributeTypeAndValue) -> Option<&'static str> {
    match attribute.oid {
        CN => Some("CN"),
        OU => Some("OU"),
        SERIAL_NUMBER => Some("serialNumber"),
        _ => None,
    }
}

fn text(attribute: &AttributeTypeAndValue) -> Option<String> {
    let value = &attribute.value;
    let utf8 = value
        .decode_as::<Utf8StringRef<'_>>()
        .map(|text| text.as_str().to_owned());
    let printable = || {
        value
            .decode_as::<PrintableStringRef<'_>>()
            .map(|text| text.as_str().to_owned())
    };
    let teletex = || {
        value
            .decode_as::<TeletexStringRef<'_>>()
            .map(|text| text.as_str().to_owned())
    };
    utf8.or_else(|_| printable()).or_else(|_| teletex()).ok()
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use super::*;

    fn check(subject: &str, expected: Option<&str>) {
        let name = Name::from_str(subject).expect("a name");
        let holder = SubjectPatterns::default().holder(&name).map(|holder| match holder {
            CertificateHolder::Facility(nihdi) => format!("facility {}", nihdi.to_digits11()),
            CertificateHolder::Fund(fund) => format!("fund {fund}"),
            CertificateHolder::Agency => "agency".into(),
        });
        assert_eq!(holder.as_deref(), expected, "{subject}");
    }

    #[test]
    fn a_subject_names_a_facility_a_fund_the_agency_or_nobody() {
        check("CN=NIHII\\=73100188000", Some("facility 73100188000"));
        check(
            "CN=NIHII-HOSPITAL\\=73100188,O=A house,C=BE",
            Some("facility 73100188000"),
        );
        check(
            "C=BE,O=eHealth,OU=x,CN=NIHII\\=73100188000",
            Some("facility 73100188000"),
        );
        check("CN=NIHII\\=73100189000", None);
        check("CN=NIHII\\=7310018800", None);
        check("CN=XNIHII\\=73100188000", None);
        check("OU=NIHII\\=73100188000", None);
        check("CN=73100188000", None);
        check("CN=VSB-FUND\\=180", Some("fund 180"));
        check("CN=VSB-FUND\\=18", None);
        check("CN=VSB-AGENCY", Some("agency"));
        check("CN=VSB-AGENCY2", None);
        check("O=VSB-AGENCY", None);
    }

    #[test]
    fn a_pattern_names_an_attribute() {
        assert_eq!(SubjectPatterns::default().check(), Ok(()));
        let wrong = SubjectPatterns {
            facility: vec!["NIHII=".into()],
            ..SubjectPatterns::default()
        };
        assert_eq!(wrong.check(), Err(WrongPattern("NIHII=".into())));
    }
}
