/** Roles that may record, correct and freeze; the server decides, this only spares others the offer. */
export const RECORDING: readonly string[] = ["officer", "lead", "administrator"];
