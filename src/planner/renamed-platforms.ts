/** What a platform of one profile is called in another: for whoever moves a repository from one edition to the next. */
import { foldText } from './text.ts'

/** By the name in the other profile; empty where this one has nothing of the kind. */
const RENAMED: Readonly<Record<'intune-2018' | 'intune-2026', Readonly<Record<string, readonly string[]>>>> = {
  'intune-2026': {
    androidkiosk: ['androidDedicated'],
    androidworkprofile: ['androidPersonalWorkProfile', 'androidCorporateWorkProfile'],
    android: ['androidDeviceAdministrator'],
    androidknox: ['androidDeviceAdministrator'],
    windows81: [],
    windowsrt: [],
    windowsphone: [],
  },
  'intune-2018': {
    androiddedicated: ['androidKiosk'],
    androidpersonalworkprofile: ['androidWorkProfile'],
    androidcorporateworkprofile: ['androidWorkProfile'],
    androiddeviceadministrator: ['android', 'androidKnox'],
    androidfullymanaged: [],
    androidaosp: [],
    tvos: [],
    visionos: [],
    chromeos: [],
  },
}

/** A sentence about `name`, when another profile has a platform of that name; null when none has. */
export function explainRenamed(name: string, profile: 'intune-2018' | 'intune-2026'): string | null {
  const names = RENAMED[profile][foldText(name)]
  if (!names) return null
  return names.length === 0 ? `${profile} has no platform of the kind of ${name}.` : `${name} is called ${names.join(' or ')} in ${profile}.`
}
