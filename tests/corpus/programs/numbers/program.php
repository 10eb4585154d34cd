<?php
function triage($items, $limit) {
    $total = 0;
    foreach ($items as $item) {
        if ($item > $limit && $item !== 0 || $item < 0) {
            $total += 1;
        } elseif ($item === $limit) {
            while ($total > $limit) {
                $total -= 1;
            }
        } else {
            $total = 0;
        }
    }
    return $total;
}

function named($kind) {
    switch ($kind) {
        case 1:
            return 'one';
        case 2:
            return 'two';
        default:
            return 'many';
    }
}

function factorial($n) {
    if ($n < 2) {
        return 1;
    }
    return $n * factorial($n - 1);
}
