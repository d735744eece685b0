#![no_main]
use libfuzzer_sys::fuzz_target;
use pedigraph::source::{Format, OrderFormat};

fuzz_target!(|data: &[u8]| pedigraph_fuzz::check(Format::Order(OrderFormat::Plain), data));
