//! `surehand model list` and `surehand model explain`.

use clap::Args;
use surehand_model::flaw::{self, Expected, How};
use surehand_model::world::REVEALS;
use surehand_model::{property, scenario};

use crate::exit::{Failure, say};

/// List scenarios, properties, reveals and seeded flaws
#[derive(Args)]
pub struct List {}

impl List {
    pub fn run(self) -> Result<(), Failure> {
        say!("Scenarios (* in the quick matrix):");
        for scenario in scenario::all() {
            say!(" {} {:18} {}", if scenario.quick { '*' } else { ' ' }, scenario.name, scenario.about);
        }
        say!("\nProperties (! a violation is expected):");
        for property in property::ALL {
            say!(" {} {:40} {}", if property.expected_false { '!' } else { ' ' }, property.name, property.rfc);
        }
        say!("\nReveals:");
        for (kind, what) in REVEALS {
            say!("   {kind:18} {what}");
        }
        say!("\nSeeded flaws:");
        for flaw in flaw::all() {
            let how = match flaw.how {
                How::World(_) => "world",
                How::Patch => "patch",
            };
            let expected = match flaw.expected {
                Expected::Violates(name) => name,
                Expected::Equivalent(_) => "nothing",
            };
            say!(" {:3} {how} {} [{}: {expected}]", flaw.number, flaw.removed, flaw.scenario);
        }
        Ok(())
    }
}

/// Say what a property states, and under which compromises
#[derive(Args)]
pub struct Explain {
    /// The property
    property: String,
}

impl Explain {
    pub fn run(self) -> Result<(), Failure> {
        let property = property::named(&self.property)
            .ok_or_else(|| Failure::usage(format!("no property {}; see `surehand model list`", self.property)))?;
        say!("{}\n\n{}\n", property.name, property.statement);
        say!("RFC 8446: {}", property.rfc);
        if !property.rules.is_empty() {
            say!("Stands for the rules: {}", property.rules.join(" "));
        }
        say!("Holds under: {}", property.under);
        if property.expected_false {
            say!("It is a calibration: a violation has to be found.");
        }
        let flaws = flaw::all().into_iter().filter(|flaw| flaw.expected == Expected::Violates(property.name));
        for flaw in flaws {
            say!("Fails with flaw {}: {}", flaw.number, flaw.removed);
        }
        Ok(())
    }
}
