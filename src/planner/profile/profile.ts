/** A capability profile: what an action does, on which platform, as data with its source. */
export interface Profile { readonly name: string }
