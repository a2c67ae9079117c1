//! Every reason for which a file is not taken: code, kind, sentence, hint. Codes never change.

/// What is wrong with a file, as far as doors tell reasons apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is larger than may be.
    Size,
    /// It is of a type that is not taken, or not of the type it says.
    Type,
    /// Anything else.
    Other,
}

/// Defines the closed list of reasons: variant, code, kind, sentence, hint.
macro_rules! reasons {
    ($($variant:ident $({ $($field:ident : $type:ty),* })? => $code:literal, $fault:ident, $sentence:literal, $hint:literal;)*) => {
        /// Why a file is not taken.
        #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
        pub enum BadFile {
            $(#[error($sentence)] $variant $({ $($field: $type),* })?,)*
        }
        impl BadFile {
            /// Every code, in the order of the list.
            pub const CODES: &'static [&'static str] = &[$($code),*];

            /// What is wrong with the file, by code, in the order of the list.
            pub const FAULTS: &'static [(Fault, &'static str)] = &[$((Fault::$fault, $code)),*];

            /// Gives the stable code.
            pub const fn code(&self) -> &'static str {
                match self {
                    $(Self::$variant $({ $($field: _),* })? => $code,)*
                }
            }

            /// Tells what kind of fault it is.
            pub const fn fault(&self) -> Fault {
                match self {
                    $(Self::$variant $({ $($field: _),* })? => Fault::$fault,)*
                }
            }

            /// Says what to do about it.
            pub const fn hint(&self) -> &'static str {
                match self {
                    $(Self::$variant $({ $($field: _),* })? => $hint,)*
                }
            }
        }
    };
}

reasons! {
    // Its size.
    Empty => "file_is_empty", Other, "the file is empty", "choose the file again; it may not have been saved yet";
    TooLarge { most: u64 } => "file_too_large", Size, "the file is larger than {most} bytes", "make it smaller, or split it";

    // Its name.
    NoName => "file_has_no_name", Other, "the file has no name", "send the file's name with it";
    NameTooLong => "file_name_too_long", Other, "the file's name is longer than 255 characters", "give the file a shorter name";
    NameHasAPath => "file_name_has_a_path", Other, "the file's name has a slash, a backslash, or is a step in a path", "send the name alone, without its folder";
    NameHidesSomething => "file_name_hides_something", Other, "the file's name has characters that cannot be seen or that change the direction of reading", "rename the file";

    // Its type.
    TypeNotTaken => "file_type_not_taken", Type, "files of this type are not taken", "send a PDF, PNG, JPEG, HEIC, CSV, DOCX, XLSX or EML";
    TypeDisagrees => "file_type_disagrees", Type, "the type that is declared is not that of the file's name", "send the file with its own name and type";
    ContentDiffers => "file_content_differs", Type, "the content is not of the type that the name says", "save the file in the type that its name says";

    // What is inside.
    Damaged => "file_is_damaged", Other, "the file is damaged or was cut off", "open it to see whether it is whole, and send it again";
    TwoThings => "file_is_two_things", Other, "the file is of two types at once", "save it anew in one type";
    NotText => "file_is_not_text", Other, "the file has characters that no text has", "save it as plain text in UTF-8";
    UnpacksTooLarge => "file_unpacks_too_large", Other, "the file unpacks to far more than its size", "save it anew, without what it embeds";
    TooManyEntries => "file_has_too_many_entries", Other, "the file is packed from too many parts", "save it anew, without what it embeds";
    HasMacros => "file_has_macros", Other, "the file carries macros", "save it without macros, or as a PDF";
    IsEncrypted => "file_is_encrypted", Other, "the file is locked by a password", "save it without a password";
}
