module surehand/apps

go 1.19
