#![no_main]
use libfuzzer_sys::fuzz_target;
use pedigraph::source::{Format, Syntax};

fuzz_target!(|data: &[u8]| pedigraph_fuzz::check(Format::Rdf(Syntax::TriG), data));
