using System.Text;
using Clearing.Grains.Conducting;
using Clearing.Messages.Identifiers;
using Clearing.Scenarios.Model;

namespace Clearing.Grains.Carrying;

/// <summary>
/// By what messages name participants and systems. Where a scenario gives no BIC or routing number, one is made up that
/// is of the right form and nobody's: the country is ZZ, which ISO 3166 leaves to its users, and the routing number
/// begins with 80.
/// </summary>
public sealed class AddressBook
{
    /// <summary>Code of the terminals through which banks and their correspondents speak.</summary>
    public const char CorrespondentCode = 'B';

    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly string[] _bics;
    private readonly string[] _numbers;
    private readonly string[] _centres;

    public AddressBook(Scenario scenario)
    {
        IReadOnlyList<Participant> participants = scenario.Participants;
        _bics = new string[participants.Count];
        _numbers = new string[participants.Count];
        for (int i = 0; i < participants.Count; i++)
        {
            _bics[i] = participants[i].Bic.Length > 0 ? participants[i].Bic
                : Bic.IsValid(Encoding.ASCII.GetBytes(participants[i].Id)) ? participants[i].Id
                : "";
            _taken.Add(_bics[i].Length > 8 ? _bics[i][..8] : _bics[i]);
            _numbers[i] = participants[i].RoutingNumber.Length > 0
                ? participants[i].RoutingNumber : MadeUpNumber(i);
        }

        for (int i = 0; i < participants.Count; i++)
        {
            _bics[i] = _bics[i].Length > 0 ? _bics[i] : MadeUp(participants[i].Id);
        }

        _centres =
            [.. new Arrangements(scenario).All.Select(arrangement => MadeUp(arrangement.Name.ToUpperInvariant()))];
    }

    /// <summary>BIC of a participant.</summary>
    public string BicOf(int participant) => _bics[participant];

    /// <summary>ABA routing number of a participant.</summary>
    public string RoutingNumberOf(int participant) => _numbers[participant];

    /// <summary>BIC of the system, or arrangement of systems, that payments go to.</summary>
    public string CentreOf(int arrangement) => _centres[arrangement];

    /// <summary>The addresses of all participants, then of all systems.</summary>
    public string[] Terminals => [.. _bics.Concat(_centres).Select(TerminalOf)];

    /// <summary>The address of a terminal of 12 characters (SW-4).</summary>
    /// <param name="bic">Of 8 or 11 characters.</param>
    public static string TerminalOf(string bic) =>
        bic.Length == 8 ? $"{bic}AXXX" : $"{bic.AsSpan(0, 8)}A{bic.AsSpan(8)}";

    // Four letters of the name (a digit is the letter of its place), ZZ, and two characters that tell namesakes apart.
    private string MadeUp(string name)
    {
        string letters = string.Concat(name.Where(char.IsAsciiLetterOrDigit)
            .Select(c => char.IsAsciiDigit(c) ? Letters[c - '0'] : c));
        string party = letters.Length <= 4 ? letters.PadRight(4, 'X') : letters[..1] + letters[^3..];
        for (int n = 0; ; n++)
        {
            string bic = $"{party}ZZ{Letters[n / 8 % 26]}{(char)('2' + (n % 8))}";
            if (_taken.Add(bic))
            {
                return bic;
            }

            // After all places of one name the next name follows.
            party = n % 208 == 207 ? party[1..] + Letters[n / 208 % 26] : party;
        }
    }

    private static string MadeUpNumber(int index)
    {
        string digits = $"80{index % 1_000_000:000000}";
        int sum = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            sum += (digits[i] - '0') * (i % 3 == 0 ? 3 : i % 3 == 1 ? 7 : 1);
        }

        return $"{digits}{(10 - (sum % 10)) % 10}";
    }
}
