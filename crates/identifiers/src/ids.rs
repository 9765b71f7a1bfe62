//! Own numbers of what the store keeps: a distinct type per entity, so that none is taken for another.

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id! {
    /// A person; carries dated national numbers. Guards and keys use this, never the national number.
    PersonId
}
id! {
    /// A facility.
    FacilityId
}
id! {
    /// A dossier: a care request and all that follows from it.
    DossierId
}
id! {
    /// A batch (zending) as received.
    BatchId
}
id! {
    /// The settlement of a signed batch.
    SettlementId
}
id! {
    /// A payment order of a care fund.
    OrderId
}
id! {
    /// A care message as received.
    MessageRow
}
