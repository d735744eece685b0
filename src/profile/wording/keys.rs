//! The keys of `reading.toml` and `printing.toml`: what Rust asks a profile for, and what it means by it.

/// An enum with a variant a key, and the keys in the order of the variants.
macro_rules! keys {
    ($(#[$about:meta])* $kind:ident: $($(#[$doc:meta])* $name:ident = $key:ident;)*) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $kind {
            $($(#[$doc])* $name,)*
        }

        impl $kind {
            /// The keys of the file, in the order of the variants.
            pub(super) const KEYS: &[&str] = &[$(stringify!($key)),*];
        }
    };
}

keys! {
    /// A list of words.
    List:
    /// Abbreviations without their last full stop, in small letters.
    Abbreviations = abbreviations;
    /// Abbreviations after which a new sentence may start all the same.
    EndingAbbreviations = ending_abbreviations;
    /// Words that start a sentence far more often than they carry on a name.
    Starters = starters;
    /// Words before the number of a section that opens a sentence.
    Numbered = numbered;
    /// Words before the number of a section that a quotation names.
    Quoted = quoted;
    /// Words of the heading of an order.
    OrderWords = order_words;
    /// What stands in a link to an order.
    OrderLinks = order_links;
    /// Headings that the printer sets over an order.
    PrintersHeadings = printers_headings;
    /// Words that no line of a title has.
    Enacting = enacting;
    /// Keys of a summary: the day of signature.
    SummarySigned = summary_signed;
    /// The day of publication.
    SummaryPublished = summary_published;
    /// The gazette's number for the document.
    SummaryNumber = summary_number;
    /// The page in the gazette.
    SummaryCitation = summary_citation;
    /// Values that say that nothing is known.
    SummaryUnknown = summary_unknown;
    /// What opens an entry of a table of dispositions, before its number.
    EntryHeadings = entry_headings;
    /// Labels of the day of signature in such an entry.
    EntrySigned = entry_signed;
    /// Labels of page and date of publication.
    EntryPublished = entry_published;
    /// The gazette in a citation; the first is written.
    Gazette = gazette;
    /// Words for a type of document that says only that the head of state issues it.
    Presidential = presidential;
    /// Words right before the day of what a text describes.
    Dated = dated;
    /// Openings of a sentence where a title might stand.
    SentenceHeads = sentence_heads;
    /// Verbs that make a clause of a title before them.
    TitleAuxiliaries = title_auxiliaries;
    /// Words that join members of a list.
    Joining = joining;
    /// Of them, the one that joins all of them.
    And = and;
    /// Nouns of a part of a policy, where a title might stand.
    PartNouns = part_nouns;
    /// Words of a link that ask to follow it.
    LinkVerbs = link_verbs;
    /// Articles before a title.
    Articles = articles;
    /// Of them, those that start no title.
    SmallArticles = small_articles;
    /// Words of an office whose name holds the name of a kind.
    Offices = offices;
    /// Words that open the title of guidance, and not of news of it.
    GuidanceOpens = guidance_opens;
    /// Openings of titles that name no policy.
    LooseTitles = loose_titles;
    /// Openings of a kind that tell who issues it.
    PresidentialLeads = presidential_leads;
    /// Words between two policies of an entry that are related.
    Related = related;
    /// Words of a sentence that announces a list.
    Announcing = announcing;
    /// Openings of sentences that lead the reader on.
    Navigation = navigation;
    /// Words that join a sentence to the one before.
    Connectives = connectives;
    /// Words before the policy that is the subject of its sentence.
    BeforeSubject = before_subject;
    /// Small words between a verb of issuing and its policy.
    BeforePresented = before_presented;
    /// Verbs of issuing.
    Presented = presented;
    /// Words for a law in which such a verb may end.
    SignedInto = signed_into;
    /// Verbs that ask the reader to look at a policy.
    Inviting = inviting;
    /// Words between the policies of a list.
    SmallInLists = small_in_lists;
    /// Plurals that have other letters, before ` > ` and the singular.
    Plurals = plurals;
    /// Words of the name of an Act whose year is a fiscal year.
    FiscalNames = fiscal_names;
    /// Words before such a year.
    FiscalYears = fiscal_years;
    /// Words before “Act” where that is a verb.
    InfinitiveMarks = infinitive_marks;
    /// Words after which sections of regulations are listed.
    CodePlurals = code_plurals;
    /// Words between a name and the bracket that locates it.
    AsAmended = as_amended;
    /// What may stand between a citation and its date.
    BeforeDate = before_date;
    /// Words after a noun that points at no policy.
    OtherThings = other_things;
    /// Words for two policies.
    Both = both;
    /// Words between the name of an Act and its year.
    BeforeYear = before_year;
    /// Openings of a section of an order.
    SectionStarts = section_starts;
    /// Small words within the name of a policy without a number.
    NameLinks = name_links;
    /// Words after a section whose note is meant.
    NoteMarks = note_marks;
    /// How adverbs end.
    AdverbEnds = adverb_ends;
    /// Openings of the heading of an entry.
    SpelledSeries = spelled_series;
    /// The collection of laws, as a citation by volume prints it.
    Statutes = statutes;
    /// Words for one of several, before the noun of a series.
    Each = each;
    /// Words before the number of a citation: “No. ”.
    NumberLeads = number_leads;
    /// Marks before a number: “No.”.
    NumberMarks = number_marks;
    /// Nouns of a series before such a mark.
    SeriesNouns = series_nouns;
    /// Plurals before the first of several numbers, in small letters.
    PluralSeries = plural_series;
    /// Prepositions after the kind at the end of a title.
    AboutKind = about_kind;
    /// Words between a kind or number and the title.
    BeforeTitle = before_title;
    /// Last words of the name of an Act, in small letters.
    ActNouns = act_nouns;
    /// Last words of a title of two words that one policy has.
    DistinctNouns = distinct_nouns;
}

keys! {
    /// A pattern.
    Turn:
    /// The heading of an order; groups `n`, `suffix`, `date`, `rest`.
    OrderHeading = order_heading;
    /// A line that says the heading or the title again.
    RepeatedHeading = repeated_heading;
    /// A link to the gazette; group `url`.
    GazetteLink = gazette_link;
    /// An issue of the gazette; groups `volume` and `date`.
    GazetteIssue = gazette_issue;
    /// A page of it; group `page`.
    GazettePage = gazette_page;
    /// The number that it gives a document; group `n`.
    GazetteDocument = gazette_document;
    /// The words of a sentence before the date of its first policy.
    DatedBefore = dated_before;
    /// The words between a policy and its date.
    DatedBehind = dated_behind;
    /// A year right before a policy; group `y`.
    PossessiveYear = possessive_year;
    /// A verb that ends a title in running text.
    TitleVerb = title_verb;
    /// A bracket at the end of a label that tells of its issuing; groups `by` and `on`.
    ToldInBracket = told_in_bracket;
    /// A part of an Act, before its name.
    PartOf = part_of;
    /// What may stand after the name of an Act without making it another title.
    BehindAct = behind_act;
    /// What may stand between a kind and its number.
    LeadsNumber = leads_number;
    /// Another name; group `name`.
    KnownAs = known_as;
    /// A kind before a title; groups `phrase` and `noun`.
    KindThenTitle = kind_then_title;
    /// An item that names a part of a policy.
    ItemInPart = item_in_part;
    /// What follows the last word of the name of an Act; groups `year`, `y`, `paren`, `acronym`, `late`, `l`.
    ActTail = act_tail;
    /// What may stand between the name of an Act and its number.
    BeforeActNumber = before_act_number;
    /// A short name after the number of an Act; group `name`.
    ShortName = short_name;
    /// A bracket that calls an Act so from here on.
    CalledAct = called_act;
    /// Sections listed before their title of the code; group `groups`.
    CodeSections = code_sections;
    /// Those of one title; groups `list` and `title`.
    CodeGroup = code_group;
    /// One more section; groups `n` and `sub`.
    CodeNext = code_next;
    /// The format of a file; group 1.
    MediaFormat = media_format;
    /// Its pages; group `n`.
    MediaPages = media_pages;
    /// What stands between two numbers of a list.
    BetweenNumbers = between_numbers;
}
