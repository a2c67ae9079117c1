//! The words of the page on which somebody chooses their role.

use crate::pages::language::Language;

/// What the page says.
pub(in crate::pages) struct RoleWords {
    pub(in crate::pages) title: &'static str,
    pub(in crate::pages) lead: &'static str,
    pub(in crate::pages) current: &'static str,
    pub(in crate::pages) none: &'static str,
}

const ENGLISH: RoleWords = RoleWords {
    title: "Your role",
    lead: "You have several roles. Choose the one that you act in now; you can change it later.",
    current: "now",
    none: "You have no other role here. An admin of your organisation gives roles.",
};

const FRENCH: RoleWords = RoleWords {
    title: "Votre rôle",
    lead: "Vous avez plusieurs rôles. Choisissez celui dans lequel vous agissez maintenant ; vous \
           pourrez en changer.",
    current: "actuel",
    none: "Vous n’avez pas d’autre rôle ici. Les rôles sont donnés par l’administration de votre \
           organisation.",
};

impl Language {
    /// Gives the words of the page for choosing a role.
    pub(in crate::pages) const fn roles(self) -> &'static RoleWords {
        match self {
            Self::English => &ENGLISH,
            Self::French => &FRENCH,
        }
    }
}
