namespace Clearing.Messages.Instructions;

/// <summary>What an instruction is for.</summary>
public enum InstructionKind
{
    /// <summary>Customer credit transfer: MT 103, pacs.008, Fedwire CTR and CTP.</summary>
    CustomerTransfer = 1,

    /// <summary>Transfer between institutions for themselves: MT 202 and 205, pacs.009, Fedwire BTR.</summary>
    BankTransfer = 2,

    /// <summary>Transfer between institutions that covers a customer's: MT 202 COV and 205 COV, pacs.009 COV.</summary>
    CoverTransfer = 3,

    /// <summary>Money sent back: pacs.004, MT 103 and 202 with /RETN/ in field 72.</summary>
    Return = 4,
}
