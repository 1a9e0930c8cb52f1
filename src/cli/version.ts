/** `reeve version`. The plain form is answered in bin/reeve.js already, without loading this. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { answer, type Context } from './context.ts'
import type { Exit } from './exit-codes.ts'
import type { Format } from './format.ts'

export async function version({ format }: { readonly format: Format }, context: Context): Promise<Exit> {
  const { name, version } = readVersion()
  answer(context, format === 'json' ? JSON.stringify({ name, version, node: process.versions.node }, null, 2) : `${name} ${version}`)
  return 'done'
}

export function readVersion(): { readonly name: string; readonly version: string } {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as { name: string; version: string }
}
