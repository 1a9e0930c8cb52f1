/** Where the fleet is read from: what the command line says, else what the fleet says. */
import { join } from 'node:path'
import type { DesiredState } from '../planner/desired.ts'
import { ReeveError } from '../reconciler/reeve-error.ts'
import { quoteArgument } from './quote-argument.ts'
import { usageError } from './usage-error.ts'

export type ProviderChoice =
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'twin'; readonly url: string }
  /** A simulated tenant that lives as long as this command. */
  | { readonly kind: 'ownTwin'; readonly devices: number; readonly seed: number }
  | IntuneChoice

/** A live tenant, with the application that reeve is there. */
export interface IntuneChoice {
  readonly kind: 'intune'
  readonly tenantId: string
  readonly cloud: 'global' | 'usgov' | 'usgovdod' | 'china'
  readonly credentials: { readonly clientId: string; readonly clientSecret: string }
}

/** What a tenant is that outlives this command, so that something can be done to it. */
export type TenantChoice = Extract<ProviderChoice, { kind: 'twin' | 'intune' }>

export interface ProviderQuestion {
  readonly desired: Pick<DesiredState, 'fleet' | 'provider' | 'profile'>
  /** Folder of the policy repository. */
  readonly root: string
  readonly inventory?: string | undefined
  readonly twin?: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
}

const DEFAULT_TWIN = { devices: 500, seed: 1 } as const

export function chooseProvider({ desired, root, inventory, twin, env }: ProviderQuestion): ProviderChoice {
  if (inventory !== undefined && twin !== undefined) throw usageError('--inventory and --twin name two fleets; give one of them.')
  if (inventory !== undefined) return { kind: 'file', file: inventory }

  const { fleet, provider } = desired
  if (provider?.intune) {
    // The journal is the fleet's: a rehearsal on a twin would leave its traces there.
    if (twin !== undefined)
      throw usageError(`The fleet ${fleet} is a live tenant; --twin does not apply. A copy of its policies with provider: {twin: {}} can be rehearsed.`)
    const { tenantId, cloud = 'global' } = provider.intune
    return { kind: 'intune', tenantId, cloud, credentials: readCredentials(fleet, env) }
  }
  if (provider?.file !== undefined) {
    if (twin !== undefined) throw usageError(`The fleet ${fleet} is read from the file ${provider.file}; --twin does not apply.`)
    return { kind: 'file', file: join(root, provider.file) }
  }
  if (twin !== undefined) return { kind: 'twin', url: twin }
  if (!provider?.twin) {
    throw new ReeveError('REEVE_PROVIDER', `The fleet ${fleet} names no provider, so there is nothing to read.`, {
      fix: 'Give an inventory file, or name a provider in reeve.yaml:\n\n    reeve plan --inventory FILE',
    })
  }
  const url = env['REEVE_TWIN_URL']
  return url ? { kind: 'twin', url } : { kind: 'ownTwin', ...DEFAULT_TWIN, ...provider.twin }
}

/** As chooseProvider, for commands that change the tenant or ask it what became of a change. */
export function chooseTenant({ path, ...question }: Omit<ProviderQuestion, 'inventory'> & { readonly path: string }): TenantChoice {
  const choice = chooseProvider(question)
  if (choice.kind === 'twin' || choice.kind === 'intune') return choice
  if (choice.kind === 'file') {
    throw new ReeveError('REEVE_PROVIDER', `The fleet ${question.desired.fleet} is read from ${choice.file}, and nothing can be done to a file.`, {
      fix: 'Name a provider in reeve.yaml that has devices: twin.',
    })
  }
  throw new ReeveError(
    'REEVE_PROVIDER',
    `The simulated tenant of ${question.desired.fleet} is not running. Only plan starts one of its own, which ends with it.`,
    {
      fix: `Start one, and name it in the command:\n\n    reeve twin --devices ${choice.devices} --seed ${choice.seed}${question.desired.profile === 'intune-2018' ? '' : ` --profile ${question.desired.profile}`}\n    reeve apply ${path === '.' ? '' : `${quoteArgument(path)} `}--twin http://127.0.0.1:8750`,
    },
  )
}

/** From the environment, and never from a file of the repository. */
function readCredentials(fleet: string, env: ProviderQuestion['env']): IntuneChoice['credentials'] {
  const clientId = env['REEVE_CLIENT_ID']
  const clientSecret = env['REEVE_CLIENT_SECRET']
  if (clientId && clientSecret) return { clientId, clientSecret }
  const missing = [...(clientId ? [] : ['REEVE_CLIENT_ID']), ...(clientSecret ? [] : ['REEVE_CLIENT_SECRET'])]
  throw new ReeveError('REEVE_PROVIDER', `The fleet ${fleet} is a live tenant, and ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not set.`, {
    fix: 'Set the id and the secret of an application of that tenant in the environment.',
  })
}
