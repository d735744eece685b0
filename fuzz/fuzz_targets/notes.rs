#![no_main]
use libfuzzer_sys::fuzz_target;
use pedigraph::source::Format;

// One disposition note of EO 12000, signed July 7, 1977, as a cell of the download.
fuzz_target!(|note: &str| {
    let cell = note.replace('"', "\"\"");
    let table = format!("executive_order_number,signing_date,disposition_notes\n12000,1977-07-07,\"{cell}\"\n");
    pedigraph_fuzz::check(Format::RegisterCsv, table.as_bytes());
});
