using Clearing.Messages.Switching;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Carrying;

/// <summary>What one arrangement's network is made of.</summary>
internal sealed class NetworkPlan
{
    private readonly PaymentTable _payments;
    private readonly int _customer;
    private readonly IReadOnlyList<int> _covers;

    /// <param name="network">The switch of the scenario.</param>
    /// <param name="service">How it serves the arrangement.</param>
    /// <param name="payments">The payments of the scenario.</param>
    /// <param name="participants">How many there are, accounts of systems included.</param>
    /// <param name="covers">Participants whose payments are the money behind a customer's; null = nobody.</param>
    public NetworkPlan(
        NetworkDefinition network, NetworkService service, PaymentTable payments, int participants,
        IReadOnlyList<int>? covers = null)
    {
        _covers = covers ?? [];
        Network = network;
        Service = service;
        Centre = participants;
        _payments = payments;
        _customer = Array.IndexOf(payments.KindNames, "customer");
        Faults = [.. network.Faults.Where(f => f.Arrangement < 0 || f.Arrangement == service.Arrangement)];
        Users = UsersOf(payments, participants);
    }

    public NetworkDefinition Network { get; }

    public NetworkService Service { get; }

    /// <summary>The faults that this arrangement sees, by time.</summary>
    public IReadOnlyList<NetworkFault> Faults { get; }

    /// <summary>Index of the system's terminal; participants have their own indexes.</summary>
    public int Centre { get; }

    /// <summary>The participants that send or receive, ascending; they and the system are logged in.</summary>
    public IReadOnlyList<int> Users { get; }

    /// <summary>True when somebody is at some time not allowed to send.</summary>
    public bool NeedsRelationships => Faults.Any(fault => fault.Kind == NetworkFaultKind.Unauthorised);

    public bool IsCopied => Service.Flow != MessageFlow.V;

    public int PayerOf(int payment) => _payments.From[payment];

    public int PayeeOf(int payment) => _payments.To[payment];

    /// <summary>True for the money behind a customer's transfer that went another way.</summary>
    public bool IsCover(int payment) => _payments.Payer is { } payers && _covers.Contains(payers[payment]);

    /// <summary>Between customers or indirect participants 103, for covers and between banks 202.</summary>
    public int TypeOf(int payment) =>
        IsCover(payment) ? 202
        : _payments.Kind[payment] == _customer
        || (_payments.Payer is { } payers && payers[payment] != _payments.From[payment])
        || (_payments.Payee is { } payees && payees[payment] != _payments.To[payment])
            ? 103 : 202;

    /// <summary>Whose messages a terminal may get: of its payers, or of all users where it is the system.</summary>
    public IEnumerable<int> SendersTo(int terminal) => terminal == Centre
        ? Users
        : Enumerable.Range(0, _payments.Count)
            .Where(i => _payments.To[i] == terminal && _payments.From[i] != terminal)
            .Select(PayerOf).Distinct().Order().Append(Centre);

    /// <summary>Who gets a participant's messages.</summary>
    public IEnumerable<int> ReceiversOf(int terminal) => !IsCopied
        ? [Centre]
        : Enumerable.Range(0, _payments.Count)
            .Where(i => _payments.From[i] == terminal && _payments.To[i] != terminal)
            .Select(PayeeOf).Distinct().Order();

    /// <summary>The machine's own options: limits that bound memory, not a day.</summary>
    public SwitchOptions Options(IReadOnlyList<string> addresses)
    {
        int copies = 1 + Faults.Select(fault => fault.Copies).DefaultIfEmpty(0).Max();
        int window = Network.Window * copies;
        return new SwitchOptions
        {
            Terminals = [.. addresses.Select((address, i) => new LogicalTerminal(address, SliceOf(i)))],
            Services = !IsCopied ? [] :
            [
                new CopyService
                {
                    Code = Service.Service,
                    Centre = Centre,
                    Mode = Service.Flow == MessageFlow.Y ? CopyMode.Y : CopyMode.T,
                    NotifiesSender = Service.Flow == MessageFlow.Y,
                    MayBypass = Service.Bypass,
                },
            ],
            NeedsRelationships = NeedsRelationships,
            InputWindow = window,

            // Wide enough that what the system says on the way back never holds up what goes to it.
            OutputWindow = 10_000,
            DeliveryAttempts = int.MaxValue,
            RecordLimit = int.MaxValue,
            QueueLimit = int.MaxValue,
            StoreLimit = int.MaxValue,
            HistoryPerTerminal = 4 * window,
            RedeliverAfterUs = Network.RedeliverAfterUs,
        };
    }

    /// <summary>A payment as its payer sends it.</summary>
    public SwitchMessage MessageOf(int payment) => new()
    {
        Sender = PayerOf(payment),
        Receiver = IsCopied ? PayeeOf(payment) : Centre,
        Type = TypeOf(payment),
        Priority = IsUrgent(payment) ? MessagePriority.Urgent : MessagePriority.Normal,
        Monitoring = IsUrgent(payment) ? DeliveryMonitoring.NonDelivery : DeliveryMonitoring.None,
        Service = IsCopied ? 1 : 0,
        BodyHash = Mix((ulong)payment + 1),
        BusinessKey = (UInt128)payment + 1,
        Payload = payment,
    };

    /// <summary>A message that the system writes about a payment.</summary>
    public SwitchMessage Written(int payment, int receiver, int type) => new()
    {
        Sender = Centre,
        Receiver = receiver,
        Type = type,
        Priority = MessagePriority.Normal,
        BodyHash = Mix(((ulong)payment + 1) * 1000 + (ulong)type),
        Payload = payment,
    };

    private bool IsUrgent(int payment) => _payments.Priority[payment] == Priority.Urgent;

    // The system is on the last slice, participants on all in turn.
    private int SliceOf(int terminal) => terminal == Centre ? Network.Slices - 1 : terminal % Network.Slices;

    private static int[] UsersOf(PaymentTable payments, int participants)
    {
        bool[] isUser = new bool[participants];
        for (int i = 0; i < payments.Count; i++)
        {
            bool leaves = payments.From[i] != payments.To[i];
            isUser[payments.From[i]] |= leaves;
            isUser[payments.To[i]] |= leaves;
        }

        return [.. Enumerable.Range(0, participants).Where(i => isUser[i])];
    }

    // The finaliser of SplitMix64: a fixed spread of small numbers over 64 bits.
    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}
