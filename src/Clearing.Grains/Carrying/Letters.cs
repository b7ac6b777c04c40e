using Clearing.Messages.Switching;

namespace Clearing.Grains.Carrying;

/// <summary>What a terminal has written once and sends until somebody answers: its first attempt.</summary>
/// <param name="Message">As the switch was given it.</param>
/// <param name="First">MIR of the first attempt.</param>
/// <param name="Time">Of the first attempt, microseconds since the Unix epoch.</param>
/// <param name="Date">Business date of that.</param>
/// <param name="Number">
/// Its place, from 1, among what its sender wrote on that date; of what the system writes, among what it wrote to that
/// receiver (FW-5).
/// </param>
internal sealed record Letter(SwitchMessage Message, Mir First, long Time, DateOnly Date, int Number)
{
    public int Payment => (int)Message.Payload;
}

/// <summary>
/// The letters of a run: all attempts to send one, and all deliveries of it, have its content (SW-10).
/// </summary>
/// <param name="plan">What the network is made of.</param>
/// <param name="wording">Says payments.</param>
internal sealed class Letters(NetworkPlan plan, PaymentWording wording)
{
    private readonly Dictionary<(int Terminal, int Session, int Sequence), Letter> _byNumber = [];
    private readonly Dictionary<int, Letter> _payments = [];
    private readonly Dictionary<(bool IsOfSystem, int Terminal, DateOnly Date), int> _numbers = [];

    /// <summary>Notes what a terminal sends, for the first time or again.</summary>
    public void Note(long now, in SwitchInput input)
    {
        (int, int, int) number = (input.Terminal, input.Session, input.Sequence);
        if (_byNumber.ContainsKey(number))
        {
            return;
        }

        SwitchMessage message = input.Message;
        Letter letter = !message.Related.IsNone && Find(message.Related) is { } first
            ? first
            : Write(now, input);
        _byNumber.Add(number, letter);
        if (message.Sender != plan.Centre)
        {
            _payments.TryAdd(letter.Payment, letter);
        }
    }

    /// <summary>The letter that was sent under a number.</summary>
    public Letter Of(in Mir number) =>
        Find(number) ?? throw new ArgumentException($"Nothing was sent as {number}.", nameof(number));

    /// <summary>The letter by which a payment was sent.</summary>
    public Letter OfPayment(int payment) => _payments[payment];

    /// <summary>True when something was sent under this number that had been sent before.</summary>
    public bool IsRepeated(in Mir number)
    {
        Mir first = Of(number).First;
        return (first.Session, first.Sequence) != (number.Session, number.Sequence);
    }

    private Letter? Find(in Mir number) =>
        _byNumber.GetValueOrDefault((number.Terminal, number.Session, number.Sequence));

    private Letter Write(long now, in SwitchInput input)
    {
        SwitchMessage message = input.Message;
        DateOnly date = wording.DateOf((int)message.Payload, now);
        bool isOfSystem = message.Sender == plan.Centre;
        (bool, int, DateOnly) book = (isOfSystem, isOfSystem ? message.Receiver : message.Sender, date);
        int place = _numbers[book] = _numbers.GetValueOrDefault(book) + 1;
        Mir first = new(FinReferences.DayOf(now), input.Terminal, input.Session, input.Sequence);
        return new Letter(message, first, now, date, place);
    }
}
