namespace Clearing.Messages.Iso20022;

/// <summary>What the elements of one message said, by their roles.</summary>
internal struct IsoFacts
{
    private struct AgentSlots
    {
        public Slot Bic;
        public Slot Member;

        public readonly bool IsEmpty => Bic.IsEmpty && Member.IsEmpty;

        /// <summary>Keeps the first.</summary>
        public void Take(bool isBic, Slot raw)
        {
            if (isBic && Bic.IsEmpty)
            {
                Bic = raw;
            }
            else if (!isBic && Member.IsEmpty)
            {
                Member = raw;
            }
        }
    }

    private AgentSlots _instructing;
    private AgentSlots _instructed;
    private AgentSlots _groupInstructing;
    private AgentSlots _groupInstructed;
    private Slot _balanceCurrency;
    private DecimalAmount _balance;
    private int _balanceDate;
    private bool _isClosing;
    private bool _isDebit;
    private bool _hasClosing;
    private int _entries;

    public Slot FromBic { get; private set; }

    public Slot FromMember { get; private set; }

    public Slot ToBic { get; private set; }

    public Slot ToMember { get; private set; }

    /// <summary>BIC of the instructing agent; of the group where a transfer names none.</summary>
    public readonly Slot InstructingBic => _instructing.IsEmpty ? _groupInstructing.Bic : _instructing.Bic;

    public readonly Slot InstructingMember => _instructing.IsEmpty ? _groupInstructing.Member : _instructing.Member;

    public readonly Slot InstructedBic => _instructed.IsEmpty ? _groupInstructed.Bic : _instructed.Bic;

    public readonly Slot InstructedMember => _instructed.IsEmpty ? _groupInstructed.Member : _instructed.Member;

    public Slot BusinessMessage { get; private set; }

    public Slot MessageDefinition { get; private set; }

    public Slot Reference { get; private set; }

    public Slot Uetr { get; private set; }

    /// <summary>True for a business service of CBPR+.</summary>
    public bool IsCbpr { get; private set; }

    /// <summary>True for a business service that only advises.</summary>
    public bool IsAdvice { get; private set; }

    public Slot Priority { get; private set; }

    /// <summary>True when the message says that it goes over Fedwire.</summary>
    public bool IsFedwire { get; private set; }

    /// <summary>True for a copy, whose From and To need not be the agents'.</summary>
    public bool IsCopy { get; private set; }

    public bool IsPossibleDuplicate { get; private set; }

    /// <summary>True when the whole group is returned, and no transfer need be listed.</summary>
    public bool IsWholeGroup { get; private set; }

    public bool HasTransferCount { get; private set; }

    /// <summary>Transfers as the header counts them; -1 = more than any message holds.</summary>
    public int TransferCount { get; private set; }

    /// <summary>Transfers met.</summary>
    public int Transfers { get; private set; }

    public Slot Currency { get; private set; }

    public DecimalAmount Amount { get; private set; }

    public bool HasAmount { get; private set; }

    public int ValueDate { get; private set; }

    public int GroupValueDate { get; private set; }

    /// <summary>An element of elements opens.</summary>
    public void Enter(FactRole role)
    {
        switch (role)
        {
            case FactRole.Transfer:
                Transfers++;
                break;
            case FactRole.Balance:
                _isClosing = false;
                _isDebit = false;
                _balanceDate = 0;
                break;
            case FactRole.Entry:
                _entries++;
                break;
            default:
                break;
        }
    }

    /// <summary>An element of elements closes.</summary>
    public void Leave(FactRole role)
    {
        if (role == FactRole.Balance && _isClosing && !_hasClosing)
        {
            _hasClosing = true;
            HasAmount = true;
            Amount = _isDebit ? _balance with { Mantissa = -_balance.Mantissa } : _balance;
            Currency = _balanceCurrency;
            ValueDate = _balanceDate;
        }
    }

    /// <summary>A leaf.</summary>
    /// <param name="role">What it says.</param>
    /// <param name="raw">Its octets in the message.</param>
    /// <param name="value">Its text with entities resolved.</param>
    /// <param name="number">Its value where it is a decimal.</param>
    /// <param name="currency">Its attribute Ccy, where it has one.</param>
    public void Take(
        FactRole role, Slot raw, ReadOnlySpan<byte> value, in DecimalText number, Slot currency)
    {
        switch (role)
        {
            case FactRole.Uetr:
                Uetr = Uetr.IsEmpty ? raw : Uetr;
                break;
            case FactRole.Amount when !HasAmount:
                SetAmount(number, currency);
                break;
            case FactRole.Priority:
                Priority = Priority.IsEmpty ? raw : Priority;
                break;
            case FactRole.ValueDate:
                ValueDate = ValueDate == 0 ? DateText.ReadDate(value) : ValueDate;
                break;
            case FactRole.InstructingBic or FactRole.InstructingMember:
                _instructing.Take(role == FactRole.InstructingBic, raw);
                break;
            case FactRole.InstructedBic or FactRole.InstructedMember:
                _instructed.Take(role == FactRole.InstructedBic, raw);
                break;
            case FactRole.GroupInstructingBic or FactRole.GroupInstructingMember:
                _groupInstructing.Take(role == FactRole.GroupInstructingBic, raw);
                break;
            case FactRole.GroupInstructedBic or FactRole.GroupInstructedMember:
                _groupInstructed.Take(role == FactRole.GroupInstructedBic, raw);
                break;
            case FactRole.Reference:
                Reference = Reference.IsEmpty ? raw : Reference;
                break;
            case FactRole.TransferCount:
                HasTransferCount = true;
                TransferCount = CountOf(value);
                break;
            case FactRole.GroupValueDate:
                GroupValueDate = DateText.ReadDate(value);
                break;
            case FactRole.WholeGroup:
                IsWholeGroup = value is [(byte)'1'] or [(byte)'t', ..];
                break;
            case FactRole.ClearingSystem:
                IsFedwire |= value.SequenceEqual("FDW"u8);
                break;
            case >= FactRole.BalanceCode:
                TakeReport(role, value, number, currency);
                break;
            default:
                TakeHeader(role, raw, value);
                break;
        }
    }

    private void TakeHeader(FactRole role, Slot raw, ReadOnlySpan<byte> value)
    {
        switch (role)
        {
            case FactRole.FromBic:
                FromBic = raw;
                break;
            case FactRole.FromMember:
                FromMember = raw;
                break;
            case FactRole.ToBic:
                ToBic = raw;
                break;
            case FactRole.ToMember:
                ToMember = raw;
                break;
            case FactRole.BusinessMessage:
                BusinessMessage = raw;
                break;
            case FactRole.MessageDefinition:
                MessageDefinition = raw;
                break;
            case FactRole.BusinessService:
                IsCbpr = value.StartsWith("swift.cbprplus"u8);
                IsAdvice = value.StartsWith("swift.cbprplus.adv"u8);
                break;
            case FactRole.MarketPractice:
                IsFedwire |= value.StartsWith("frb.fedwire"u8);
                break;
            case FactRole.CopyDuplicate:
                IsCopy = value.SequenceEqual("COPY"u8) || value.SequenceEqual("CODU"u8);
                break;
            case FactRole.PossibleDuplicate:
                IsPossibleDuplicate = value is [(byte)'1'] or [(byte)'t', ..];
                break;
            default:
                break;
        }
    }

    private void TakeReport(FactRole role, ReadOnlySpan<byte> value, in DecimalText number, Slot currency)
    {
        switch (role)
        {
            case FactRole.BalanceCode:
                _isClosing = value.SequenceEqual("CLBD"u8);
                break;
            case FactRole.BalanceAmount:
                _balance = number.Amount;
                _balanceCurrency = currency;
                break;
            case FactRole.BalanceSign:
                _isDebit = value.SequenceEqual("DBIT"u8);
                break;
            case FactRole.BalanceDate:
                _balanceDate = DateText.ReadDate(value);
                break;
            case FactRole.EntryAmount when !HasAmount:
                SetAmount(number, currency);
                break;
            case FactRole.EntryDate when _entries == 1 && !_hasClosing:
                ValueDate = DateText.ReadDate(value);
                break;
            default:
                break;
        }
    }

    private void SetAmount(in DecimalText number, Slot currency)
    {
        HasAmount = true;
        Amount = number.Amount;
        Currency = currency;
    }

    private static int CountOf(ReadOnlySpan<byte> digits)
    {
        int count = 0;
        foreach (byte digit in digits)
        {
            if (count > 10_000_000)
            {
                return -1;
            }

            count = count * 10 + (digit - '0');
        }

        return count;
    }
}
