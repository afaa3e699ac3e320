// Reads an array of jCards with ical.js and prints each property as a line of JSON: [name, type, values].
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

for (const card of JSON.parse(readFileSync(process.argv[2], "utf-8"))) {
  for (const property of new ICAL.Component(card).getAllProperties()) {
    console.log(JSON.stringify([property.name, property.type, property.getValues().map(String)]));
  }
}
