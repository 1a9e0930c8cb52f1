/**
 * Records the inventory of a seeded twin as a file, one record a line, for an example.
 *
 *     node scripts/record-inventory.ts examples/lost-devices/inventory/fleet.json --devices 500 --seed 1
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { SELECT_DIRECTORY_DEVICE, SELECT_MANAGED_DEVICE, SELECT_USER } from '../src/intune/fields.ts'
import { createTwinCore, type TwinCore } from '../src/twin/core.ts'

type GraphRecord = Readonly<Record<string, unknown>>

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    devices: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    start: { type: 'string', default: '2026-11-22T12:00:00Z' },
    profile: { type: 'string', default: 'intune-2018' },
  },
})
const [path] = positionals
if (path === undefined) throw new Error('Name the file to write.')

const twin = createTwinCore({
  devices: Number(values.devices),
  seed: Number(values.seed),
  start: new Date(values.start),
  clock: { mode: 'stepped' },
  profile: values.profile,
})
const host = 'http://twin.invalid'

async function readToken(): Promise<string> {
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'example', client_secret: 'example', scope: `${host}/.default` })
  const answer = await twin.handle(new Request(`${host}/${twin.tenantId}/oauth2/v2.0/token`, { method: 'POST', body }))
  const { access_token: token } = (await answer.json()) as { access_token: string }
  return token
}

async function readAll(core: TwinCore, token: string, first: string): Promise<GraphRecord[]> {
  const records: GraphRecord[] = []
  for (let url: string | undefined = `${host}${first}`; url !== undefined; ) {
    const answer = await core.handle(new Request(url, { headers: { authorization: `Bearer ${token}` } }))
    const page = (await answer.json()) as { value: GraphRecord[]; '@odata.nextLink'?: string }
    records.push(...page.value)
    url = page['@odata.nextLink']
  }
  return records
}

function lines(records: readonly GraphRecord[]): string {
  return records.map((record) => `    ${JSON.stringify(record)}`).join(',\n')
}

const token = await readToken()
const managedDevices = await readAll(twin, token, `/beta/deviceManagement/managedDevices?$select=${SELECT_MANAGED_DEVICE}`)
const directoryDevices = await readAll(twin, token, `/v1.0/devices?$select=${SELECT_DIRECTORY_DEVICE}`)
const users = await readAll(twin, token, `/v1.0/users?$select=${SELECT_USER}`)

mkdirSync(dirname(path), { recursive: true })
writeFileSync(
  path,
  `{
  "takenAt": ${JSON.stringify(values.start)},
  "managedDevices": [
${lines(managedDevices)}
  ],
  "directoryDevices": [
${lines(directoryDevices)}
  ],
  "users": [
${lines(users)}
  ]
}
`,
)
