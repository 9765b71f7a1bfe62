//! Names, streets and places of the demonstration. They are common ones; nobody is meant.

/// Given names and family names that go together.
pub(super) struct Origin {
    /// Out of a hundred people, so many have a name of this origin.
    pub(super) share: u8,
    /// Given names of men.
    pub(super) men: &'static [&'static str],
    /// Given names of women.
    pub(super) women: &'static [&'static str],
    /// Family names.
    pub(super) families: &'static [&'static str],
}

/// What people in Flanders are called; the shares make a hundred.
pub(super) const ORIGINS: [Origin; 7] = [
    Origin {
        share: 62,
        men: &[
            "Jan", "Luc", "Bart", "Wim", "Koen", "Geert", "Dirk", "Tom", "Stijn", "Pieter", "Joris", "Ward", "Guido",
        ],
        women: &[
            "An", "Greet", "Katrien", "Hilde", "Sofie", "Lies", "Els", "Ingrid", "Martine", "Nele", "Rita", "Fien",
        ],
        families: &[
            "Peeters",
            "Janssens",
            "Maes",
            "Jacobs",
            "Willems",
            "Mertens",
            "Claes",
            "Wouters",
            "Goossens",
            "De Smet",
            "Vermeulen",
            "Pauwels",
            "Van den Broeck",
            "Aerts",
            "Lemmens",
            "De Clercq",
            "Desmet",
            "Hermans",
            "Coppens",
        ],
    },
    Origin {
        share: 9,
        men: &["Mehmet", "Emre", "Hasan"],
        women: &["Ayşe", "Elif", "Zeynep"],
        families: &["Yılmaz", "Kaya", "Demir", "Özdemir"],
    },
    Origin {
        share: 10,
        men: &["Youssef", "Rachid", "Karim"],
        women: &["Fatima", "Samira", "Naima"],
        families: &["El Amrani", "Benali", "Bouazza", "Ziani"],
    },
    Origin {
        share: 6,
        men: &["Giuseppe", "Marco"],
        women: &["Carla", "Lucia"],
        families: &["Russo", "Ferrari", "Di Stefano"],
    },
    Origin {
        share: 5,
        men: &["Piotr", "Marek"],
        women: &["Agnieszka", "Ewa"],
        families: &["Nowak", "Wiśniewski", "Mazur"],
    },
    Origin {
        share: 5,
        men: &["Patrice", "Dieudonné"],
        women: &["Grâce", "Espérance"],
        families: &["Mukendi", "Ilunga", "Kabongo"],
    },
    Origin {
        share: 3,
        men: &["Oleh", "Andriy"],
        women: &["Oksana", "Iryna"],
        families: &["Kovalenko", "Shevchuk"],
    },
];

/// Streets that many towns have.
pub(super) const STREETS: [&str; 12] = [
    "Kerkstraat",
    "Stationsstraat",
    "Molenstraat",
    "Nieuwstraat",
    "Schoolstraat",
    "Dorpsstraat",
    "Veldstraat",
    "Kapelstraat",
    "Beukenlaan",
    "Lindenlaan",
    "Bergstraat",
    "Vaartstraat",
];
