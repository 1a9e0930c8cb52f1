/** Prints a plan for the seed it is given: run under several locales and time zones, it has to print the same. */
import fc from 'fast-check'
import { plan } from './planning.ts'
import { randomFleet, randomPolicies } from './random-fleet.ts'

const seed = Number(process.argv[2])
const cases = fc.sample(fc.tuple(randomFleet, randomPolicies), { seed, numRuns: 20 })
for (const [fleet, documents] of cases) console.log(JSON.stringify(plan({ documents, inventory: fleet })))
