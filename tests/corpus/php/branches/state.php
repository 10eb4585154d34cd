<?php
function step($a, $b)
{
    if ($a > 1 && $b || $a < 0 and !$b) {
        $a++;
    } elseif ($b) {
        $a--;
    } else if ($a) {
        $a = 1;
    } else {
        $a = 0;
    }
    if ($a): one(); elseif ($b): two(); else: three(); endif;
    for ($i = 0; $i < 3; $i++) {
        if ($b) continue;
    }
    foreach ($list as $key => $value) {}
    while ($a) { do { $a--; } while ($a or $b); }
    switch ($a) {
        case 1:
        case 2:
            break;
        default:
    }
    $name = match (true) {
        $a > 1, $b => 'x',
        default => 'y',
    };
    try {
        run();
    } catch (First | Second $e) {
    } catch (\Exception $e) {
    } finally {
    }
    $c = $a ?: 3;
    return $b ? 1 : $a ?? 2;
}

if (PHP_SAPI === 'cli') { step(1, 2); }
