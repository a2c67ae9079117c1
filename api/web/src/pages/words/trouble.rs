//! The words for why somebody is not signed in.

use crate::pages::language::Language;
use crate::pages::trouble::Trouble;

/// What a page says: what is wrong, and what to do then.
pub(in crate::pages) struct TroubleWords {
    pub(in crate::pages) title: &'static str,
    pub(in crate::pages) what: &'static str,
    pub(in crate::pages) then: &'static str,
    pub(in crate::pages) again: &'static str,
}

const fn english(what: &'static str, then: &'static str) -> TroubleWords {
    TroubleWords {
        title: "You are not signed in",
        what,
        then,
        again: "Sign in again",
    }
}

const fn french(what: &'static str, then: &'static str) -> TroubleWords {
    TroubleWords {
        title: "Vous n’êtes pas connecté",
        what,
        then,
        again: "Se connecter à nouveau",
    }
}

impl Language {
    /// Gives the words for a trouble.
    pub(in crate::pages) const fn trouble(self, trouble: Trouble) -> TroubleWords {
        match self {
            Self::English => in_english(trouble),
            Self::French => in_french(trouble),
        }
    }
}

const fn in_english(trouble: Trouble) -> TroubleWords {
    match trouble {
        Trouble::NotBegun => english(
            "This sign-in was not begun in this browser, or it is over.",
            "A sign-in is good once, for ten minutes. Begin again.",
        ),
        Trouble::Declined => english(
            "You or your provider declined the sign-in.",
            "If that was not meant, begin again.",
        ),
        Trouble::CodeOver => english(
            "Your provider no longer knows of this sign-in.",
            "It took too long, or it was used before. Begin again.",
        ),
        Trouble::BadAnswer => english(
            "Your provider’s answer cannot be trusted.",
            "Tell whoever runs the ledger: the reason is in its log.",
        ),
        Trouble::Away => english(
            "Your provider does not answer at present.",
            "Try again in a moment. Whoever is signed in already can go on working.",
        ),
        Trouble::NoRole => english(
            "Your provider knows you, but you have no role here.",
            "Ask an admin of your organisation to invite you by the mail address that your provider \
             has verified, or to add you to a group that has a role here.",
        ),
        Trouble::Unnamed => english(
            "Your provider knows you, but gives you no name that can be used here.",
            "Tell whoever runs the ledger which provider you came from.",
        ),
        Trouble::NotYours => english(
            "This role is not yours, or no longer.",
            "Choose one of those that you are shown.",
        ),
    }
}

const fn in_french(trouble: Trouble) -> TroubleWords {
    match trouble {
        Trouble::NotBegun => french(
            "Cette connexion n’a pas été commencée dans ce navigateur, ou elle est terminée.",
            "Une connexion sert une fois, pendant dix minutes. Recommencez.",
        ),
        Trouble::Declined => french(
            "La connexion a été refusée, par vous ou par votre fournisseur d’identité.",
            "Si ce n’était pas voulu, recommencez.",
        ),
        Trouble::CodeOver => french(
            "Votre fournisseur d’identité ne connaît plus cette connexion.",
            "Elle a duré trop longtemps ou a déjà servi. Recommencez.",
        ),
        Trouble::BadAnswer => french(
            "La réponse de votre fournisseur d’identité n’est pas digne de confiance.",
            "Prévenez la personne qui exploite le registre : la raison est dans son journal.",
        ),
        Trouble::Away => french(
            "Votre fournisseur d’identité ne répond pas pour le moment.",
            "Réessayez dans un instant. Les personnes déjà connectées peuvent continuer à travailler.",
        ),
        Trouble::NoRole => french(
            "Votre fournisseur d’identité vous connaît, mais vous n’avez aucun rôle ici.",
            "Demandez à l’administration de votre organisation de vous inviter à l’adresse \
             électronique que votre fournisseur a vérifiée, ou de vous ajouter à un groupe qui a un \
             rôle ici.",
        ),
        Trouble::Unnamed => french(
            "Votre fournisseur d’identité vous connaît, mais ne donne pas de nom utilisable ici.",
            "Dites à la personne qui exploite le registre de quel fournisseur vous venez.",
        ),
        Trouble::NotYours => french(
            "Ce rôle n’est pas le vôtre, ou ne l’est plus.",
            "Choisissez l’un de ceux qui vous sont proposés.",
        ),
    }
}
