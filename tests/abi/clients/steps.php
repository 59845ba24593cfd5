<?php
// What the PHP clients print, one line a step.
error_reporting(E_ALL);
ini_set('display_errors', '0');
set_error_handler(function (int $level, string $message): bool {
    echo 'warning: ', plain($message), "\n";
    return true;
});
$folder = $argv[1];

function plain(string $text): string
{
    return preg_replace('/ at line \d+$/', '', str_replace($GLOBALS['folder'], '', $text));
}

function show(mixed $value): string
{
    if (is_object($value)) {
        $value = $value instanceof stdClass ? (array)$value : get_class($value) . ' ' . json_encode(get_object_vars($value));
    }
    $text = json_encode($value, JSON_UNESCAPED_SLASHES | JSON_PRESERVE_ZERO_FRACTION | JSON_PARTIAL_OUTPUT_ON_ERROR);
    return is_string($value) && !is_utf8($value) ? 'hex:' . bin2hex($value) : $text;
}

function is_utf8(string $text): bool
{
    return preg_match('//u', $text) === 1;
}

function say(string $label, mixed ...$values): void
{
    echo $label, ': ', implode(' ', array_map('show', $values)), "\n";
}

/** Says what a step gives, or how it fails. */
function attempt(string $label, callable $step): void
{
    try {
        $result = $step();
        say($label, $result instanceof SQLite3Result ? all($result) : $result);
    } catch (Throwable $failure) {
        $more = $failure instanceof PDOException ? ' ' . show($failure->errorInfo) : '';
        echo $label, '! ', get_class($failure), ': ', plain($failure->getMessage()), ' (', show($failure->getCode()), ")$more\n";
    }
}

function all(SQLite3Result $result, int $mode = SQLITE3_NUM): array
{
    $rows = [];
    while ($row = $result->fetchArray($mode)) {
        $rows[] = $row;
    }
    return $rows;
}

class Table
{
    public $id;
    public $name;

    public function __construct(public string $made = 'no')
    {
    }
}
