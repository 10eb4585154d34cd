package main

func everything(a, b int) int {
	if x := f(); x > 0 && b > 0 || a == 1 {
		one()
	} else if a > 1 {
		if b > 1 {
		}
	} else {
		for {
			break
		}
	}
	for i := 0; i < 3; i++ {
	}
	for k, v := range m {
	}
	switch a {
	case 1, 2:
	case 3:
		fallthrough
	default:
	}
	switch t := v.(type) {
	case int:
	case string, bool:
	}
	select {
	case <-ch:
	case out <- 1:
	default:
	}
	f := func() bool { return a > 1 && b > 1 }
	return 0
}
