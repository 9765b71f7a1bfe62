//! What the application is told otherwise than the naive judge, to prove that the judge would see it.

use regulation::Law;

use super::setting::{Kind, Price, World};
use super::stay::plus;

/// One value that the application has otherwise.
#[derive(Debug, Clone, Copy)]
pub enum Meddling {
    /// A text in a file of the law's folder (its first place there), and what stands there instead.
    Law {
        /// Path inside the folder.
        file: &'static str,
        /// What stands there.
        was: &'static str,
        /// What it becomes.
        is: &'static str,
    },
    /// Something in the registers.
    Register(Register),
}

/// What is otherwise in the registers: of every price of a kind.
#[derive(Debug, Clone, Copy)]
pub enum Register {
    /// A day costs a cent more.
    DayPrice,
    /// A personal share is a cent higher.
    PersonalShare,
    /// A cost is payable without a look up to a cent more.
    CostLimit,
    /// A premium is a cent higher.
    Premium,
    /// A price that changes begins a day later.
    PriceFrom,
    /// A price that ends does so a day earlier.
    PriceTo,
}

impl Meddling {
    /// The law that the application judges by.
    pub(super) fn law(&self, law: Law) -> Result<Law, String> {
        let Self::Law { file, was, is } = *self else {
            return Ok(law);
        };
        let mut found = false;
        let files: Vec<(&str, String)> = law
            .files()
            .map(|(path, text)| {
                let here = path == file && text.contains(was);
                found |= here;
                let text = if here {
                    text.replacen(was, is, 1)
                } else {
                    text.to_owned()
                };
                (path, text)
            })
            .collect();
        if !found {
            return Err(format!("{file} has no {was:?}"));
        }
        Law::from_files(files.iter().map(|(path, text)| (*path, text.as_str()))).map_err(|faults| format!("{faults:?}"))
    }

    /// The registers that the application has.
    pub(super) fn world(&self, world: &World) -> World {
        let mut told = world.clone();
        if let Self::Register(register) = self {
            told.prices.iter_mut().for_each(|price| register.change(price));
        }
        told
    }
}

impl Register {
    fn change(self, price: &mut Price) {
        let dearer = match self {
            Self::DayPrice => Some(Kind::Day),
            Self::PersonalShare => Some(Kind::Share),
            Self::CostLimit => Some(Kind::Cost),
            Self::Premium => Some(Kind::Premium),
            Self::PriceFrom | Self::PriceTo => None,
        };
        if dearer == Some(price.kind) {
            price.cents += 1;
        }
        if matches!(self, Self::PriceFrom) && price.from < price.to {
            price.from = plus(price.from, 1);
        }
        if matches!(self, Self::PriceTo) && price.from < price.to {
            price.to = plus(price.to, -1);
        }
    }
}
