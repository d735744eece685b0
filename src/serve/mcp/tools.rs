//! The tools: their names, what they are for, their arguments.

use super::answers::{self, Answer};
use super::given;
use crate::serve::api::params::Params;
use crate::serve::problem::Problem;
use rmcp::handler::server::tool::schema_for_type;
use rmcp::model::{JsonObject, Tool, ToolAnnotations};
use std::sync::Arc;

/// How the arguments of a tool are read.
type Read = fn(JsonObject) -> Result<Params, Problem>;

/// How a tool answers.
#[derive(Clone, Copy)]
pub enum How {
    /// From the index.
    Index(Read, Answer),
    /// With the list of the catalogue.
    Queries,
    /// With a query of the catalogue.
    RunQuery,
    /// In a process of its own.
    Sparql,
}

/// A tool.
pub struct Known {
    /// Its name.
    pub name: &'static str,
    title: &'static str,
    description: &'static str,
    schema: fn() -> Arc<JsonObject>,
    /// How it answers.
    pub how: How,
}

/// All tools, in the order in which they are listed.
pub const ALL: [Known; 10] = [
    Known {
        name: "search_policies",
        title: "Find policies",
        description: "Find government policies (orders, memoranda, laws, guidance) by words, type, issuing body, status or day of issue. \
            Gives a line each: name, title, day, body, status, IRI.",
        schema: schema_for_type::<given::Search>,
        how: How::Index(read::<given::Search>, answers::search),
    },
    Known {
        name: "policy_status",
        title: "Is a policy in force?",
        description: "Tell whether a policy is in force on a day, which act decides it, the words of the document that say so and their \
            source, and until which day the sources tell.",
        schema: schema_for_type::<given::OfPolicy>,
        how: How::Index(read::<given::OfPolicy>, answers::status),
    },
    Known {
        name: "policy_lineage",
        title: "Lineage of a policy",
        description: "Tell what a policy rests on and what carries it on, step by step, with the words that state each step. Use \
            `relation` for other steps than those of descent, such as amends or cites.",
        schema: schema_for_type::<given::Lineage>,
        how: How::Index(read::<given::Lineage>, answers::lineage),
    },
    Known {
        name: "policy_impact",
        title: "What rests on a policy",
        description: "Tell which policies would stand on nothing if a policy were rescinded, which would lose a support and keep \
            another, and of one that has ended what still rests on it.",
        schema: schema_for_type::<given::OfPolicy>,
        how: How::Index(read::<given::OfPolicy>, answers::impact),
    },
    Known {
        name: "policy_evidence",
        title: "All that is known of a policy",
        description: "Tell who signed a policy, its other names and links, and every act of it and upon it, each with the words that \
            state it, their place in the document, and the source.",
        schema: schema_for_type::<given::OfPolicy>,
        how: How::Index(read::<given::OfPolicy>, answers::evidence),
    },
    Known {
        name: "changes",
        title: "What changed between two days",
        description: "List which policies were issued, ended and altered between two days, with the words that say so, and what rests \
            on those that ended.",
        schema: schema_for_type::<given::Between>,
        how: How::Index(read::<given::Between>, answers::changes),
    },
    Known {
        name: "list_queries",
        title: "Queries that are ready",
        description: "List the catalogue of ready queries with their parameters, or tell one of them in full with its text in SPARQL.",
        schema: schema_for_type::<given::Queries>,
        how: How::Queries,
    },
    Known {
        name: "run_query",
        title: "Ask a ready query",
        description: "Ask a query of the catalogue (see list_queries), for example who issued how many policies. Gives rows in CSV, or \
            a graph in Turtle.",
        schema: schema_for_type::<given::RunQuery>,
        how: How::RunQuery,
    },
    Known {
        name: "sparql",
        title: "Ask in SPARQL",
        description: "Ask the graph in SPARQL 1.1, only to read, bounded in time, memory and rows. For questions that no other tool \
            answers; list_queries with a name shows how queries over this graph look.",
        schema: schema_for_type::<given::Sparql>,
        how: How::Sparql,
    },
    Known {
        name: "sources",
        title: "Sources and what they cover",
        description: "List the documents from which the graph was read, with their publishers and addresses and until which day each \
            tells what happens.",
        schema: schema_for_type::<given::Sources>,
        how: How::Index(read::<given::Sources>, answers::sources),
    },
];

/// The tool of a name.
pub fn find(name: &str) -> Option<&'static Known> {
    static KNOWN: [Known; 10] = ALL;
    KNOWN.iter().find(|tool| tool.name == name)
}

impl Known {
    /// As the protocol describes it.
    pub fn described(&self) -> Tool {
        let reads =
            ToolAnnotations::with_title(self.title).read_only(true).idempotent(true).open_world(false);
        Tool::new(self.name, self.description, (self.schema)()).with_title(self.title).with_annotations(reads)
    }
}

/// Reads the arguments of a tool as parameters of the API.
fn read<T: serde::de::DeserializeOwned + serde::Serialize>(arguments: JsonObject) -> Result<Params, Problem> {
    given::read::<T>(arguments).map(|given| given::params(&given))
}
