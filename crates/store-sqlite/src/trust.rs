//! Certificates, attested software, and who uses it.

use identifiers::{CareFundNumber, FacilityId, Period};
use jiff::Timestamp;
use rusqlite::{Row, params};
use store::{
    AttestedSoftware, BoundCertificate, CertificateEnd, CertificateOwner, ContentHash, SoftwareInUse, StoreError,
    TrustRepository,
};

use crate::SqliteTransaction;
use crate::values::{
    corrupt, day_number, get, get_hash, get_instant, get_optional_day, get_optional_instant, get_period, well_formed,
};

const CERTIFICATE: &str = "SELECT id, fingerprint, subject, issuer, valid_from, valid_to, facility, fund, is_pinned,
     bound_by, bound_at, ended_at, ended_by, end_reason, replaced_by FROM bound_certificate";

fn read_certificate(row: &Row<'_>) -> Result<BoundCertificate, StoreError> {
    let fund = get::<Option<u16>>(row, 7)?.map(|fund| well_formed(CareFundNumber::from_number(fund), "a care fund"));
    let end = match get_optional_instant(row, 11)? {
        None => None,
        Some(at) => Some(CertificateEnd {
            at,
            by: get(row, 12)?,
            reason: get(row, 13)?,
            replaced_by: get(row, 14)?,
        }),
    };
    Ok(BoundCertificate {
        id: get(row, 0)?,
        fingerprint: get_hash(row, 1)?,
        subject: get(row, 2)?,
        issuer: get(row, 3)?,
        valid_from: get_instant(row, 4)?,
        valid_to: get_instant(row, 5)?,
        owner: CertificateOwner::of(get::<Option<i64>>(row, 6)?.map(FacilityId), fund.transpose()?),
        is_pinned: get(row, 8)?,
        bound_by: get(row, 9)?,
        bound_at: get_instant(row, 10)?,
        end,
    })
}

fn read_use(row: &Row<'_>) -> Result<SoftwareInUse, StoreError> {
    let attested = get_optional_day(row, 5)?
        .map(|from| Period::new(from, get_optional_day(row, 6)?).map_err(|_| corrupt("a period")));
    Ok(SoftwareInUse {
        facility: FacilityId(get(row, 0)?),
        name: get(row, 1)?,
        version: get(row, 2)?,
        used: get_period(row, 3)?,
        attested: attested.transpose()?,
    })
}

impl TrustRepository for SqliteTransaction<'_> {
    fn bind_certificate(&mut self, certificate: &BoundCertificate) -> Result<i64, StoreError> {
        let (facility, fund) = certificate.owner.columns();
        self.run_guarded(
            "the certificate is bound already",
            "INSERT INTO bound_certificate (fingerprint, subject, issuer, valid_from, valid_to, facility, fund, is_pinned,
                 bound_by, bound_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                certificate.fingerprint.as_bytes(),
                certificate.subject,
                certificate.issuer,
                certificate.valid_from.as_microsecond(),
                certificate.valid_to.as_microsecond(),
                facility,
                fund,
                certificate.is_pinned,
                certificate.bound_by,
                certificate.bound_at.as_microsecond()
            ],
        )?;
        Ok(self.connection().last_insert_rowid())
    }

    fn certificate(&mut self, id: i64) -> Result<Option<BoundCertificate>, StoreError> {
        self.first(&format!("{CERTIFICATE} WHERE id = ?1"), [id], read_certificate)
    }

    fn certificates(&mut self, owner: Option<CertificateOwner>) -> Result<Vec<BoundCertificate>, StoreError> {
        let Some(owner) = owner else {
            return self.rows(&format!("{CERTIFICATE} ORDER BY valid_to, id"), [], read_certificate);
        };
        let (facility, fund) = owner.columns();
        self.rows(
            &format!("{CERTIFICATE} WHERE facility IS ?1 AND fund IS ?2 ORDER BY valid_to, id"),
            params![facility, fund],
            read_certificate,
        )
    }

    fn certificate_and_pinned(
        &mut self,
        fingerprint: ContentHash,
        owner: CertificateOwner,
    ) -> Result<Vec<BoundCertificate>, StoreError> {
        let (facility, fund) = owner.columns();
        self.rows(
            &format!(
                "{CERTIFICATE} WHERE fingerprint = ?1
                 OR (facility IS ?2 AND fund IS ?3 AND is_pinned AND ended_at IS NULL) ORDER BY id"
            ),
            params![fingerprint.as_bytes(), facility, fund],
            read_certificate,
        )
    }

    fn end_certificate(&mut self, id: i64, end: &CertificateEnd) -> Result<bool, StoreError> {
        let ended = self.run(
            "UPDATE bound_certificate SET ended_at = ?2, ended_by = ?3, end_reason = ?4, replaced_by = ?5
             WHERE id = ?1 AND ended_at IS NULL",
            params![id, end.at.as_microsecond(), end.by, end.reason, end.replaced_by],
        )?;
        Ok(ended == 1)
    }

    fn attested_software(&mut self) -> Result<Vec<AttestedSoftware>, StoreError> {
        self.rows(
            "SELECT name, version, valid_from, valid_to FROM attested_software WHERE superseded_at IS NULL
             ORDER BY name, version",
            [],
            |row| {
                Ok(AttestedSoftware {
                    name: get(row, 0)?,
                    version: get(row, 1)?,
                    attested: get_period(row, 2)?,
                })
            },
        )
    }

    fn put_attested_software(
        &mut self,
        (name, version): (&str, &str),
        attested: Option<Period>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.run(
            "UPDATE attested_software SET superseded_at = ?3 WHERE name = ?1 AND version = ?2 AND superseded_at IS NULL",
            params![name, version, at.as_microsecond()],
        )?;
        let Some(attested) = attested else { return Ok(()) };
        self.run(
            "INSERT INTO attested_software (name, version, valid_from, valid_to, recorded_at)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                name,
                version,
                day_number(attested.from()),
                attested.to().map(day_number),
                at.as_microsecond()
            ],
        )
        .map(drop)
    }

    fn software_in_use(&mut self, facility: Option<FacilityId>) -> Result<Vec<SoftwareInUse>, StoreError> {
        self.rows(
            "SELECT u.facility, u.name, u.version, u.valid_from, u.valid_to, s.valid_from, s.valid_to
             FROM software_in_use u
             LEFT JOIN attested_software s
                 ON s.name = u.name AND s.version = u.version AND s.superseded_at IS NULL
             WHERE u.superseded_at IS NULL AND (?1 IS NULL OR u.facility = ?1)
             ORDER BY u.facility, u.name, u.version",
            [facility.map(|facility| facility.0)],
            read_use,
        )
    }

    fn put_software_in_use(
        &mut self,
        facility: FacilityId,
        (name, version): (&str, &str),
        used: Option<Period>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.run(
            "UPDATE software_in_use SET superseded_at = ?4
             WHERE facility = ?1 AND name = ?2 AND version = ?3 AND superseded_at IS NULL",
            params![facility.0, name, version, at.as_microsecond()],
        )?;
        let Some(used) = used else { return Ok(()) };
        self.run(
            "INSERT INTO software_in_use (facility, name, version, valid_from, valid_to, recorded_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                facility.0,
                name,
                version,
                day_number(used.from()),
                used.to().map(day_number),
                at.as_microsecond()
            ],
        )
        .map(drop)
    }
}
