using System.Runtime.InteropServices;
using Clearing.Cli.Output;

namespace Clearing.Cli;

/// <summary>
/// The first interrupt asks the verb to stop, so that nothing half written stays behind; the second ends the process.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];

    public CancellationToken Token => _source.Token;

    public static Interruption OfProcess(Terminal terminal)
    {
        Interruption interruption = new();
        foreach (PosixSignal signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM])
        {
            interruption._registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                if (interruption.Token.IsCancellationRequested)
                {
                    Environment.Exit(ExitCode.Interrupted);
                }

                terminal.Note("Stopping. Interrupt again to end at once.");
                interruption._source.Cancel();
            }));
        }

        return interruption;
    }

    public void Dispose()
    {
        _registrations.ForEach(r => r.Dispose());
        _source.Dispose();
    }
}
