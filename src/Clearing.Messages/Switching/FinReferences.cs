using System.Globalization;
using Clearing.Messages.Fin;

namespace Clearing.Messages.Switching;

/// <summary>
/// Terminals, sessions, sequence numbers and references as FIN writes them (SW-5, SW-6). Numbers that rise for ever
/// in the machine have four or six digits on the wire and start again at 1.
/// </summary>
public sealed class FinReferences
{
    /// <summary>Address under which the network sends its own messages.</summary>
    public const string NetworkAddress = "NETWXXXXAXXX";

    private const int Sessions = 9_999;
    private const int Sequences = 999_999;

    private readonly SwitchOptions _options;
    private readonly Dictionary<string, int> _byAddress = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _byInstitution = new(StringComparer.Ordinal);

    public FinReferences(SwitchOptions options)
    {
        _options = options;
        for (int i = 0; i < options.Terminals.Count; i++)
        {
            string address = options.Terminals[i].Address;
            _byAddress.Add(address, i);
            _byInstitution.TryAdd(address[..8] + address[9..], i);
            _byInstitution.TryAdd(address[..8], i);
        }
    }

    /// <summary>The 12 characters of a terminal; of the network its own.</summary>
    public string Address(int terminal) =>
        terminal == SwitchOptions.Network ? NetworkAddress : _options.Terminals[terminal].Address;

    /// <summary>The terminal with exactly this address, or <see cref="SwitchOptions.Unknown"/>.</summary>
    public int Terminal(string address) => _byAddress.GetValueOrDefault(address, SwitchOptions.Unknown);

    /// <summary>
    /// The terminal that a destination means: terminal code X leaves the choice to the network, which takes the first
    /// one of that branch, or else of that institution.
    /// </summary>
    public int Destination(string address)
    {
        if (address.Length != 12 || address == NetworkAddress)
        {
            return address == NetworkAddress ? SwitchOptions.Network : SwitchOptions.Unknown;
        }

        return address[8] != 'X' ? Terminal(address)
            : _byInstitution.TryGetValue(address[..8] + address[9..], out int branch) ? branch
            : _byInstitution.GetValueOrDefault(address[..8], SwitchOptions.Unknown);
    }

    /// <summary>Session and sequence of a basic header, 10 digits.</summary>
    public static string Numbers(int session, int sequence) => string.Create(
        CultureInfo.InvariantCulture,
        $"{OnWire(session, Sessions):0000}{OnWire(sequence, Sequences):000000}");

    /// <summary>The machine's session number for one on the wire, given the terminal's current one.</summary>
    public static int Session(int onWire, int current) => Nearest(onWire, current, Sessions);

    /// <summary>The machine's OSN for one on the wire, given the terminal's last one.</summary>
    public static int Osn(int onWire, int last) => Nearest(onWire, last, Sequences);

    /// <summary>Days since 1970-01-01 UTC of an instant: the day of a MIR.</summary>
    public static int DayOf(long timeUs) => SwitchState.DayOf(timeUs);

    /// <summary>YYMMDD of a day.</summary>
    public static string Date(int day) =>
        DateTime.UnixEpoch.AddDays(day).ToString("yyMMdd", CultureInfo.InvariantCulture);

    /// <summary>HHMM of an instant, UTC.</summary>
    public static string Time(long timeUs) =>
        DateTime.UnixEpoch.AddMicroseconds(timeUs).ToString("HHmm", CultureInfo.InvariantCulture);

    /// <summary>The 28 characters of a MIR or MOR.</summary>
    public string Text(in Mir mir) => Date(mir.Day) + Address(mir.Terminal) + Numbers(mir.Session, mir.Sequence);

    /// <summary>Reads 28 characters; session numbers are taken as they stand.</summary>
    public bool TryRead(string text, out Mir mir)
    {
        mir = default;
        if (text.Length != 28
            || !DateTime.TryParseExact(text[..6], "yyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None,
                out DateTime date)
            || !TryNumber(text[18..22], out int session)
            || !TryNumber(text[22..], out int sequence))
        {
            return false;
        }

        int terminal = Destination(text[6..18]);
        mir = new Mir((int)(date - DateTime.UnixEpoch).TotalDays, terminal, session, sequence);
        return terminal != SwitchOptions.Unknown && sequence > 0;
    }

    internal static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    /// <summary>The value of the first tag of this name, or null.</summary>
    internal static string? Value(IReadOnlyList<FinTag> tags, string name) =>
        tags.FirstOrDefault(tag => tag.Tag == name)?.Value;

    private static int OnWire(int number, int period) => number == 0 ? 0 : ((number - 1) % period) + 1;

    private static int Nearest(int onWire, int last, int period)
    {
        int behind = (((last - onWire) % period) + period) % period;
        return last - behind > 0 ? last - behind : onWire;
    }
}
