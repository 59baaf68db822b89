# Set up what is missing, then open ESTIP Desktop. Whatever follows goes to its command line:
#
#   packaging\run.ps1
#   packaging\run.ps1 tour out
#
# Not proven on Windows: it was written beside packaging/run and has so far run on no Windows machine.
# The lock holds digests of Windows wheels for x86-64.

$root = Split-Path -Parent $PSScriptRoot

# Bytecode makes starts quick; a module in the current folder must never stand in for one of ours.
Remove-Item Env:PYTHONDONTWRITEBYTECODE, Env:PYTHONPATH, Env:PYTHONHOME -ErrorAction SilentlyContinue
$env:PYTHONSAFEPATH = '1'

# The first interpreter that is new enough, as a command and its own arguments. The launcher "py"
# takes the newest; "python" may be no more than the shop's placeholder, so each is tried.
function Find-Python {
    foreach ($candidate in @(@('py', '-3'), @('python'), @('python3'))) {
        if (-not (Get-Command $candidate[0] -ErrorAction SilentlyContinue)) { continue }
        $rest = @($candidate | Select-Object -Skip 1)
        & $candidate[0] @rest -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>$null
        if ($LASTEXITCODE -eq 0) { return , $candidate }
    }
    return $null
}

$python = Find-Python
if ($null -eq $python) {
    [Console]::Error.WriteLine('ESTIP Desktop needs Python 3.11 or newer, and none was found. Install it, then start again.')
    exit 5
}
$rest = @($python | Select-Object -Skip 1)
& $python[0] @rest -I (Join-Path $root 'packaging\make_environment.py') requirements
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }

& (Join-Path $root '.venv\Scripts\python.exe') -m estip_desktop @args
exit $LASTEXITCODE
